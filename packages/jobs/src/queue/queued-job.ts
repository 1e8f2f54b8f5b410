import { createHash } from "node:crypto";
import type { Job as BullJob } from "bullmq";
import type { Job } from "../job.ts";
import { parse, stringify } from "../json.ts";
import type { ResultOf } from "../perform.ts";

/** Version of the format of queued jobs. A worker performs its own version alone. */
export const VERSION = 3;

/** A job as it waits in the queue. */
export interface QueuedJob {
  version: number;
  job: Job;
  /** Why it failed, once it did. */
  failure?: Failure;
}

/** The error of a job, and its result if it has one all the same, such as the row of a symbol. */
export interface Failure {
  code: string;
  message: string;
  result?: unknown;
}

/** Progress of a job, as its worker reports it. */
export interface QueuedProgress {
  what: string;
  /** From 0 to 1. */
  part: number;
  /** The worker: machine and process. */
  worker: string;
  /** Why the worker handed the job back. */
  refused?: string;
}

/** A job that ended. */
export type Settled<J extends Job = Job> = { id: string; job: J } & (
  | { state: "done"; result: ResultOf<J> }
  | { state: "failed"; error: Failure }
  /** Removed before it began. */
  | { state: "cancelled" }
);

/** A job of BullMQ that holds one of ours. */
export type Entry = BullJob<QueuedJob, unknown>;

/**
 * The id of a job: the same work on the same day has the same id, so that adding it again adds nothing.
 *
 * @param day YYYY-MM-DD
 * @param settings everything else that determines the work
 * @example
 * idOf("retrain", "AAPL", "2026-11-27", { config, backtestDays: 60 }); // "retrain-AAPL-2026-11-27-1a2b3c4d"
 */
export function idOf(kind: string, name: string, day: string, settings: unknown): string {
  const hash = createHash("sha256").update(JSON.stringify(settings)).digest("hex").slice(0, 8);
  return [kind, name, day, hash].join("-");
}

/** A result as plain JSON, in which NaN and infinities survive. */
export function encode(result: unknown): unknown {
  return JSON.parse(stringify(result));
}

/** What an entry says of its end; undefined while it has not ended. */
export function settledOf(entry: Entry): Settled | undefined {
  const { id, data, finishedOn, failedReason = "", returnvalue } = entry;
  if (!finishedOn) return undefined;
  const job = data.job;
  // The reason of an earlier attempt stays; only a job that is done has a result.
  if (returnvalue !== undefined && returnvalue !== null) {
    const result = parse(JSON.stringify(returnvalue)) as ResultOf<Job>;
    return { id: id!, job, state: "done", result };
  }
  const error = data.failure ?? { code: codeOf(failedReason), message: failedReason };
  return { id: id!, job, state: "failed", error: parse(JSON.stringify(error)) as Failure };
}

/** BullMQ itself fails a job whose workers died several times, and a worker one of an earlier version. */
function codeOf(reason: string): string {
  if (reason.startsWith("job_version")) return "job_version";
  return reason.includes("stalled") ? "stalled" : "fault";
}
