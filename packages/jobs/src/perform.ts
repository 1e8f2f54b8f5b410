import type { FetchResult } from "./fetch.ts";
import type { FoldResult } from "./fold.ts";
import type { Host } from "./host.ts";
import type { Job } from "./job.ts";
import type { Result } from "./retrain/types.ts";
import type { TrainResult } from "./train-job.ts";

/** What each kind of job results in: JSON but for NaN and the infinities, which `stringify` keeps. */
export interface Results {
  fetch: FetchResult;
  train: TrainResult;
  fold: FoldResult;
  retrain: Result;
}

export type ResultOf<J extends Job> = Results[J["kind"]];

/**
 * Performs one job on a host. The same job performed again does not repeat what is finished: downloads are cached, folds
 * and saved versions are kept.
 *
 * @throws what the work throws; Interrupted when the host's signal aborts
 */
export function perform<J extends Job>(job: J, host: Host): Promise<ResultOf<J>>;
export async function perform(job: Job, host: Host): Promise<Results[keyof Results]> {
  // TensorFlow.js takes most of a second to load: only jobs that train load it.
  switch (job.kind) {
    case "fetch":
      return (await import("./fetch.ts")).fetchBars(job, host);
    case "train":
      return (await import("./train-job.ts")).performTraining(job, host);
    case "fold":
      return (await import("./fold.ts")).performFold(job, host);
    case "retrain":
      return (await import("./retrain/retrain-symbol.ts")).retrainSymbol(job, host);
  }
}
