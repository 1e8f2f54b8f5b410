import type { FetchJob } from "./fetch.ts";
import type { FoldJob } from "./fold.ts";
import type { RetrainJob } from "./retrain/types.ts";
import type { TrainJob } from "./train-job.ts";

/**
 * Work as plain data: it can wait in a queue and be performed anywhere. A job names its bars (see `BarsRef`) and carries
 * none, and models travel through the store.
 */
export type Job = FetchJob | TrainJob | FoldJob | RetrainJob;

export type { FetchJob, FoldJob, RetrainJob, TrainJob };
