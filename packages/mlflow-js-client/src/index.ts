export type { ArtifactStore, ArtifactStores } from "./artifact-store.ts";
export type { ArtifactFile, Artifacts } from "./artifacts.ts";
export type { Batch, MetricInput } from "./batches.ts";
export { MlflowClient } from "./client.ts";
export { MlflowError, type MlflowErrorCode } from "./errors.ts";
export type { Experiment, Experiments, NewExperiment, ViewType } from "./experiments.ts";
export type { LoggedModel, LoggedModelStatus, LoggedModels } from "./logged-models.ts";
export { type ClientOptions, optionsFromEnvironment } from "./options.ts";
export { collect } from "./pages.ts";
export type { ModelRegistry, ModelVersion, RegisteredModel } from "./registry.ts";
export type { DatasetInput, Metric, Run, RunInfo, RunStatus } from "./run-types.ts";
export type { Runs } from "./runs.ts";
export type { ModelToLog } from "./spool/entries.ts";
export { listSpool } from "./spool/paths.ts";
export { readSpooledRun, type SpooledRun } from "./spool/read-run.ts";
export { listSetAside, removeSpooledRun, setAsideDirOf } from "./spool/remove.ts";
export type { RunReport } from "./spool/report.ts";
export type { TrackedRun } from "./spool/run.ts";
export { sweepSpool } from "./spool/sweep.ts";
export { type SyncOptions, syncSpool } from "./spool/sync.ts";
export {
  createTracker,
  type NewRun,
  type Tracker,
  type TrackerOptions,
  type TrackerReport,
} from "./spool/tracker.ts";
