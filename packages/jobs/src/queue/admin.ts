import type { JobQueue } from "./job-queue.ts";
import type { Entry, QueuedProgress } from "./queued-job.ts";
import { cancel } from "./run-batch.ts";

/** States of a job: it waits for a worker or for its next attempt, is at work, or has ended. */
export const STATES = ["active", "waiting", "delayed", "failed", "completed"] as const;
export type State = (typeof STATES)[number];

/** A job for a list. */
export interface ListedJob {
  id: string;
  kind: string;
  state: State;
  /** ISO 8601, UTC. */
  sentAt: string;
  /** From its last beginning to its end, or to now. */
  seconds?: number;
  /** Attempts that failed. */
  attempts: number;
  /** The worker that has or had it, and what it did last. */
  worker?: string;
  what?: string;
  /** Why it failed last. */
  reason?: string;
}

/** Lists jobs by state, the newest of each first, `most` of each state. */
export async function listJobs(
  queue: JobQueue,
  states: readonly State[] = STATES,
  most = 1000,
): Promise<ListedJob[]> {
  const lists = await Promise.all(
    states.map(async (state) => {
      const entries: Entry[] = await queue.jobs.getJobs([state], 0, most - 1);
      return entries.filter(Boolean).map((entry) => listed(entry, state));
    }),
  );
  return lists.flat();
}

function listed(entry: Entry, state: State): ListedJob {
  const { id, name, timestamp, processedOn, finishedOn, attemptsMade, failedReason, progress } = entry;
  const { worker, what } = (typeof progress === "object" ? progress : {}) as Partial<QueuedProgress>;
  return {
    id: id!,
    kind: name,
    state,
    sentAt: new Date(timestamp).toISOString(),
    ...(processedOn && { seconds: Math.max(0, (finishedOn ?? Date.now()) - processedOn) / 1000 }),
    attempts: attemptsMade,
    ...(worker !== undefined && { worker }),
    ...(what !== undefined && { what }),
    ...(failedReason && { reason: failedReason }),
  };
}

/** Ids of the jobs that have not ended. */
export async function openJobs(queue: JobQueue): Promise<string[]> {
  return (await listJobs(queue, ["active", "waiting", "delayed"], Number.MAX_SAFE_INTEGER)).map(
    ({ id }) => id,
  );
}

/** Lets failed jobs wait for a worker again: those of `ids`, or all. Returns their ids. */
export async function retryFailed(queue: JobQueue, ids?: readonly string[]): Promise<string[]> {
  const failed: Entry[] = await queue.jobs.getFailed(0, -1);
  const chosen = failed.filter((entry) => entry && (ids?.includes(entry.id!) ?? true));
  for (const entry of chosen) await entry.retry("failed", { resetAttemptsMade: true });
  return chosen.map(({ id }) => id!);
}

/** Removes jobs that have not begun: those of `ids`, or all. Returns how many. */
export async function cancelWaiting(queue: JobQueue, ids?: readonly string[]): Promise<number> {
  return cancel(queue, ids ?? (await openJobs(queue)));
}
