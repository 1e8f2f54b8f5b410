import { quote } from "@lstm-predict/checks";
import { claimedStore } from "@lstm-predict/registry";
import { JobError } from "./errors.ts";
import type { FetchResult } from "./fetch.ts";
import type { FoldResult } from "./fold.ts";
import type { Host } from "./host.ts";
import type { Job, RetrainJob, RetrainSymbolJob } from "./job.ts";
import type { Result } from "./retrain/types.ts";
import type { TrainResult } from "./train-job.ts";

/** Result of each kind of job: plain data, with NaN and infinities that `stringify` keeps. */
export interface Results {
  fetch: FetchResult;
  train: TrainResult;
  fold: FoldResult;
  retrain: Result;
  "retrain-symbol": Result;
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
      return (await import("./retrain/retrain-symbol.ts")).retrainSymbol(job, claimedHost(job, host));
    case "retrain-symbol":
      return (await import("./retrain/plan-and-retrain.ts")).planAndRetrain(job, claimedHost(job, host));
    default: {
      const { kind } = job as { kind?: unknown };
      const message = `kind is ${quote(kind)}: expected "fetch", "train", "fold", "retrain" or "retrain-symbol"`;
      throw new JobError("unknown_job", message);
    }
  }
}

/** The host for a job with a claim: its store publishes only while the claim is held. */
function claimedHost(job: RetrainJob | RetrainSymbolJob, host: Host): Host {
  const { claim } = job;
  if (claim === undefined) return host;
  const symbol = job.kind === "retrain" ? job.plan.symbol : job.symbol;
  return { ...host, openStore: async () => claimedStore(await host.openStore(), symbol, claim) };
}
