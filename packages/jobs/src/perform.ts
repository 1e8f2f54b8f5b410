import { quote } from "@lstm-predict/checks";
import { JobError } from "./errors.ts";
import type { FetchResult } from "./fetch.ts";
import type { FoldResult } from "./fold.ts";
import type { Host } from "./host.ts";
import type { Job } from "./job.ts";
import type { Result } from "./retrain/types.ts";
import type { TrainResult } from "./train-job.ts";

/** Result of each kind of job: plain data, with NaN and infinities that `stringify` keeps. */
export interface Results {
  fetch: FetchResult;
  train: TrainResult;
  fold: FoldResult;
  retrain: Result;
}

/** Result of a job of type J. */
export type ResultOf<J extends Job> = Results[J["kind"]];

/**
 * Performs one job on a host. Performing a job again does not repeat finished parts: downloads are cached, folds and saved
 * versions are kept.
 *
 * @throws what the job throws; Interrupted if the signal of the host aborts; JobError `unknown_job` for a job of another
 * version of this program
 */
export function perform<J extends Job>(job: J, host: Host): Promise<ResultOf<J>>;
export async function perform(job: Job, host: Host): Promise<Results[keyof Results]> {
  // Load a kind of job on demand: TensorFlow.js takes most of a second to load, and only training needs it.
  switch (job.kind) {
    case "fetch":
      return (await import("./fetch.ts")).fetchBars(job, host);
    case "train":
      return (await import("./train-job.ts")).performTraining(job, host);
    case "fold":
      return (await import("./fold.ts")).performFold(job, host);
    case "retrain":
      return (await import("./retrain/retrain-symbol.ts")).retrainSymbol(job, host);
    default: {
      const { kind } = job as { kind?: unknown };
      const message = `kind is ${quote(kind)}: expected "fetch", "train", "fold" or "retrain"`;
      throw new JobError("unknown_job", message);
    }
  }
}
