export { type BarsRef, checkBars, refOf } from "./bars-ref.ts";
export { JobError, type JobErrorCode } from "./errors.ts";
export type { Host } from "./host.ts";
export type { FetchJob, FoldJob, Job, RetrainJob, RetrainSymbolJob, TrainJob } from "./job.ts";
export { type LocalSettings, localHost } from "./local/host.ts";
export { performApart } from "./local/perform-apart.ts";
export { perform, type ResultOf, type Results } from "./perform.ts";
export {
  type Failure,
  type PruneOutcome,
  type PruneSpaceOptions,
  pruneSpace,
} from "./prune/prune-space.ts";
export type { PrunedItem } from "./prune/pruned-item.ts";
export { busyResult } from "./retrain/busy.ts";
export { SymbolLocks } from "./retrain/locks.ts";
export { Planner, type PlanOptions } from "./retrain/plan.ts";
export { retrainAll } from "./retrain/retrain-all.ts";
export type { Outcome, Plan, Result } from "./retrain/types.ts";
export type { StageTime } from "./stages.ts";
export type { TrainingOutcome } from "./train.ts";
