import type { JobQueue } from "./job-queue.ts";

/** Figures of a queue, named for logs that are filtered by them. */
export interface QueueFigures {
  /** Jobs that have not ended: they wait, are at work, or are tried again later. */
  queueJobs: number;
  /** Age of the job that has waited longest; 0 if none waits. */
  queueOldestSeconds: number;
}

const EVERY_MS = 20_000;

export async function figuresOf({ jobs }: JobQueue): Promise<QueueFigures> {
  const [counts, [first]] = await Promise.all([
    jobs.getJobCounts("waiting", "active", "delayed"),
    jobs.getJobs(["waiting"], 0, 0, true),
  ]);
  const queueJobs = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const age = first ? (Date.now() - first.timestamp) / 1000 : 0;
  return { queueJobs, queueOldestSeconds: Math.max(0, Math.round(age)) };
}

/** Reports the figures again and again until it is disposed of; says nothing while the queue is out of reach. */
export function reportFigures(
  queue: JobQueue,
  report: (figures: QueueFigures) => void,
  everyMs = EVERY_MS,
): Disposable {
  let isDisposed = false;
  const timer = setInterval(async () => {
    const figures = queue.connection.isUp ? await figuresOf(queue).catch(() => undefined) : undefined;
    if (figures && !isDisposed) report(figures);
  }, everyMs).unref();
  return {
    [Symbol.dispose]: () => {
      isDisposed = true;
      clearInterval(timer);
    },
  };
}
