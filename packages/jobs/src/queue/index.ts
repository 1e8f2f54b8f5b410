export {
  cancelWaiting,
  type ListedJob,
  listJobs,
  openJobs,
  retryFailed,
  STATES,
  type State,
} from "./admin.ts";
export { connect, parseQueueUrl } from "./connection.ts";
export { fetchBatch } from "./fetch-batch.ts";
export { figuresOf, type QueueFigures, reportFigures } from "./figures.ts";
export { batchFolds, type FoldPlan, foldBatch, foldJob, storeFold } from "./fold-batch.ts";
export { type FollowOptions, follow } from "./follow.ts";
export { JobQueue, PREFIX } from "./job-queue.ts";
export { coresOf, type JobEnd, QueueWorker, type QueueWorkerOptions } from "./queue-worker.ts";
export {
  idOf,
  type QueuedJob,
  type QueuedProgress,
  type Settled,
  settledOf,
  VERSION,
} from "./queued-job.ts";
export { resultOf, retrainBatch } from "./retrain-batch.ts";
export { cancel, runBatch } from "./run-batch.ts";
export { type Schedule, schedule, scheduled, unschedule } from "./schedule.ts";
export { type Batch, send } from "./send.ts";
export type { EveningTask, RetrainOptions, Summary, SummaryRow, SummaryTask } from "./tasks.ts";
