import type { RetrainSymbolJob } from "../retrain/plan-and-retrain.ts";
import type { Settled } from "./queued-job.ts";

/** What a summary waits for: its own jobs, and those that another summary waits for already. */
export interface SummaryTask {
  version: number;
  /** Ids of all jobs, in the order of the sender. */
  ids: string[];
}

/** How all jobs that were sent together ended. */
export interface Summary {
  jobs: SummaryRow[];
}

/** How one job ended; `pending` if another sender's job has not, `cancelled` if it is not in the queue any more. */
export type SummaryRow = Settled | { id: string; state: "pending" | "cancelled" };

/** What is the same for all symbols of a retraining. */
export type RetrainOptions = Omit<RetrainSymbolJob, "kind" | "symbol" | "claim">;

/** A retraining that a worker sends, whichever is there when its time has come. */
export interface EveningTask {
  version: number;
  symbols: readonly string[];
  options: RetrainOptions;
}
