import { Interrupted } from "@lstm-predict/checks";
import type { Job } from "@lstm-predict/jobs";
import type { Batch, FollowOptions, JobQueue, QueuedProgress, Settled } from "@lstm-predict/jobs/queue";
import { interruptible } from "../interrupt.ts";
import { createCounter } from "../terminal/counter.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Runs `work` with the queue; loads its client only now. */
export async function withQueue<T>(
  terminal: Terminal,
  url: string,
  work: (queue: JobQueue) => Promise<T>,
): Promise<T> {
  const { JobQueue } = await import("@lstm-predict/jobs/queue");
  await using queue = await JobQueue.open(url, { onNote: (note) => terminal.note(note) });
  return await work(queue);
}

/**
 * Sends a batch and shows the progress of all machines in one bar; `cancel`: Ctrl-C removes what has not begun; `metrics` "-": tells
 * the length of the queue as JSON lines, for a log that is filtered.
 */
export async function runOnQueue<J extends Job>(
  terminal: Terminal,
  queue: JobQueue,
  batch: Batch<J>,
  describe: (settled: Settled<J>) => string,
  { cancel = false, metrics }: { cancel?: boolean | undefined; metrics?: string | undefined },
): Promise<Settled<J>[]> {
  const { cancelWaiting, reportFigures, runBatch } = await import("@lstm-predict/jobs/queue");
  using _ =
    metrics === "-" ? reportFigures(queue, (figures) => terminal.note(JSON.stringify(figures))) : undefined;
  const ids = batch.jobs.map(({ id }) => id);
  try {
    return await watching(
      terminal,
      ids,
      (settled) => describe(settled as Settled<J>),
      (options) => runBatch(queue, batch, options),
    );
  } catch (error) {
    if (!(error instanceof Interrupted) || !cancel) throw error;
    const removed = await cancelWaiting(queue, ids);
    throw new Interrupted(
      `interrupted: ${removed} jobs were removed from the queue; those at work end there`,
    );
  }
}

/** Runs `follow` with a counter of the jobs. */
export function watching<T>(
  terminal: Terminal,
  ids: readonly string[],
  describe: (settled: Settled) => string,
  follow: (options: FollowOptions) => Promise<T>,
): Promise<T> {
  const counter = createCounter(terminal, ids.length);
  /** The part that is done, 0 to 1, of each job at work. */
  const parts = new Map<string, number>();
  const sum = () => [...parts.values()].reduce((total, part) => total + part, 0);
  return interruptible((signal) =>
    follow({
      signal,
      onProgress: (id: string, { what, part, worker }: QueuedProgress) => {
        parts.set(id, part);
        counter.show(`${id}: ${what}, on ${worker}`, sum());
      },
      onSettled: (settled) => {
        parts.delete(settled.id);
        counter.done(describe(settled), sum());
      },
      onNote: (note) => terminal.note(note),
    }),
  ).finally(() => counter.close());
}
