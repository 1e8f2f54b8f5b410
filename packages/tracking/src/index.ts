export { moveChampionAlias } from "./mlflow/champion-alias.ts";
export { experimentOf, paramsOf, sourceTags } from "./mlflow/describe.ts";
export { type LiveMetrics, logLiveScores } from "./mlflow/live-scores.ts";
export { type PruneSpoolOptions, pruneSpool, type RunFate, type RunReason } from "./mlflow/prune-spool.ts";
export { displaySource, readTrainings } from "./mlflow/read-runs.ts";
export { artifactStores } from "./mlflow/s3-artifacts.ts";
export {
  DEFAULT_METRIC,
  findScore,
  headOf,
  idealOf,
  lossOf,
  MAIN_METRICS,
  METRIC_NAMES,
} from "./mlflow/scores.ts";
export { runningServer, serverFileOf, spoolDirOf, trackingUriOf } from "./mlflow/settings.ts";
export { TrackedBacktest } from "./mlflow/track-backtest.ts";
export { TrackedTraining } from "./mlflow/track-training.ts";
export { TrackedTuning } from "./mlflow/track-tuning.ts";
export type { CurvePoint, TrainingRun } from "./mlflow/training-run.ts";
export type { FinishedTraining, TrackingOptions, TrainingObserver } from "./observer.ts";
