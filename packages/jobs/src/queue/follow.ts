import { setTimeout } from "node:timers/promises";
import { Interrupted } from "@lstm-predict/checks";
import type { Job } from "../job.ts";
import type { JobQueue } from "./job-queue.ts";
import { type QueuedProgress, type Settled, settledOf } from "./queued-job.ts";

/** How often to look at all jobs, beside their events: a server that was away tells nothing about that time. */
const LOOK_MS = 5_000;
/** How many entries to read at a time. */
const CHUNK = 200;

/** Options of `follow`. */
export interface FollowOptions {
  /** The jobs by id, as far as they are known. */
  known?: ReadonlyMap<string, Job> | undefined;
  /** Ends the watching, not the jobs. */
  signal: AbortSignal;
  onProgress(id: string, progress: QueuedProgress): void;
  /** Called once for each job, as it ends. */
  onSettled(settled: Settled): void;
  /** Called with messages for the user. */
  onNote(note: string): void;
}

/**
 * Watches jobs until all have ended, on whatever machines.
 *
 * @throws Interrupted if the signal aborts: the queue goes on
 */
export async function follow(queue: JobQueue, ids: readonly string[], options: FollowOptions): Promise<void> {
  const { known, signal, onProgress, onSettled, onNote } = options;
  const open = new Map<string, Job | undefined>(ids.map((id) => [id, known?.get(id)]));
  const refusals = new Set<string>();
  const woken = { now: () => {} };

  const look = async (id: string) => {
    const entry = (await queue.entries([id]))[0];
    if (!open.has(id)) return;
    const job = entry?.data.job ?? open.get(id);
    const settled = entry ? settledOf(entry) : job && ({ id, job, state: "cancelled" } as const);
    if (!settled) return void open.set(id, job);
    open.delete(id);
    onSettled(settled);
    if (open.size === 0) woken.now();
  };
  const lookAtAll = async () => {
    const all = [...open.keys()];
    for (let k = 0; k < all.length; k += CHUNK) await Promise.all(all.slice(k, k + CHUNK).map(look));
  };

  const events = await queue.listen();
  // An error of one look is that of the server, which the next look tells as well.
  const soon = ({ jobId }: { jobId: string }) => void (open.has(jobId) && look(jobId).catch(() => {}));
  events.on("completed", soon).on("failed", soon).on("removed", soon);
  events.on("progress", ({ jobId, data }) => {
    if (!open.has(jobId)) return;
    const progress = data as unknown as QueuedProgress;
    const { refused } = progress;
    if (refused === undefined) return onProgress(jobId, progress);
    if (!refusals.has(refused)) onNote(refused);
    refusals.add(refused);
  });
  const aborted = () => woken.now();
  signal.addEventListener("abort", aborted);
  try {
    await lookAtAll();
    if (open.size > 0 && (await queue.jobs.getWorkersCount()) === 0)
      onNote(
        `no worker takes jobs of the queue at ${queue.connection.address}: start one with "pnpm worker"`,
      );
    while (open.size > 0) {
      if (signal.aborted) throw interrupted(open.size);
      const pause = new AbortController();
      woken.now = () => pause.abort();
      await setTimeout(LOOK_MS, undefined, { signal: pause.signal }).catch(() => {});
      // While the server is away, a look would wait for it, and Ctrl-C for the look.
      if (open.size > 0 && !signal.aborted) await Promise.race([lookAtAll(), whenAborted(signal)]);
    }
  } finally {
    signal.removeEventListener("abort", aborted);
    await events.close();
  }
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function interrupted(left: number): Interrupted {
  const jobs = left === 1 ? "1 job" : `${left} jobs`;
  return new Interrupted(
    `interrupted: the queue goes on with ${jobs}; the same command watches them again, and "pnpm jobs cancel" removes those that wait`,
  );
}
