export type { ModelToLog } from "./entries.ts";
export { listSpool } from "./paths.ts";
export { readSpooledRun, type SpooledRun } from "./read-run.ts";
export { listSetAside, removeSpooledRun, setAsideDirOf } from "./remove.ts";
export type { RunReport } from "./report.ts";
export type { TrackedRun } from "./run.ts";
export { sweepSpool } from "./sweep.ts";
export { type SyncOptions, syncSpool } from "./sync.ts";
export {
  createTracker,
  type NewRun,
  type Tracker,
  type TrackerOptions,
  type TrackerReport,
} from "./tracker.ts";
