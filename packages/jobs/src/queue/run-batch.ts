import type { Job } from "../job.ts";
import { type FollowOptions, follow } from "./follow.ts";
import type { JobQueue } from "./job-queue.ts";
import type { Settled } from "./queued-job.ts";
import { type Batch, send } from "./send.ts";

/**
 * Sends a batch and watches it to its end; a batch that was sent before is watched.
 *
 * @returns how each job ended, in the order of the batch
 * @throws Interrupted if the signal aborts: the queue goes on
 */
export async function runBatch<J extends Job>(
  queue: JobQueue,
  batch: Batch<J>,
  options: FollowOptions,
): Promise<Settled<J>[]> {
  await send(queue, batch);
  const ended = new Map<string, Settled>();
  await follow(
    queue,
    batch.jobs.map(({ id }) => id),
    {
      ...options,
      known: new Map(batch.jobs.map(({ id, job }) => [id, job])),
      onSettled: (settled) => {
        ended.set(settled.id, settled);
        options.onSettled(settled);
      },
    },
  );
  return batch.jobs.map(({ id }) => ended.get(id) as Settled<J>);
}

/** Removes the jobs that have not begun; returns how many. Those at work go on to their end. */
export async function cancel(queue: JobQueue, ids: readonly string[]): Promise<number> {
  let removed = 0;
  for (const entry of await queue.entries(ids)) {
    if (!entry || entry.finishedOn || (await entry.isActive())) continue;
    // It may have begun just now.
    await entry.remove().then(
      () => removed++,
      () => {},
    );
  }
  return removed;
}
