import type { FetchJob } from "./fetch.ts";
import type { FoldJob } from "./fold.ts";
import type { RetrainSymbolJob } from "./retrain/plan-and-retrain.ts";
import type { RetrainJob } from "./retrain/types.ts";
import type { TrainJob } from "./train-job.ts";

/**
 * Work as plain data, which can wait in a queue and be performed on any host. A job refers to its bars (`BarsRef`) instead of
 * containing them; models go through the store.
 */
export type Job = FetchJob | TrainJob | FoldJob | RetrainJob | RetrainSymbolJob;

export type { FetchJob, FoldJob, RetrainJob, RetrainSymbolJob, TrainJob };
