import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { FlowJob } from "bullmq";
import { JobError } from "../errors.ts";
import type { Job } from "../job.ts";
import { JOBS, type JobQueue, KEPT, PREFIX, SUMMARIES } from "./job-queue.ts";
import { type Entry, type QueuedJob, VERSION } from "./queued-job.ts";
import type { SummaryTask } from "./tasks.ts";

/** Jobs that are sent together; the same batch has the same id. */
export interface Batch<J extends Job = Job> {
  /** Id of the summary. */
  id: string;
  jobs: readonly { id: string; job: J }[];
}

/** Attempts at a job that fails for reasons that may pass, and the pause before the next in milliseconds. */
const ATTEMPTS = 3;
const BACKOFF = { type: "exponential", delay: 5_000, jitter: 0.5 };

/**
 * Adds the jobs of a batch and its summary, which is made when all have ended. Jobs that wait or are at work already are not
 * added again: two senders of the same evening share them, and a sender that was started again goes on. What has ended belongs
 * to an earlier run, unless the summary of this batch still waits: it is removed, and added anew.
 */
export async function send(queue: JobQueue, batch: Batch): Promise<void> {
  await aloneSending(queue, async () => {
    const summary = await queue.summaries.getJob(batch.id);
    const isRunning = summary !== undefined && !summary.finishedOn;
    const entries = await queue.entries(batch.jobs.map(({ id }) => id));
    const own: Batch["jobs"][number][] = [];
    for (const [k, sent] of batch.jobs.entries()) {
      const entry = entries[k];
      if (entry && !isRunning && (await isOver(queue, entry))) await entry.remove();
      else if (entry && (await isOfOther(queue, entry, batch.id))) continue;
      own.push(sent);
    }
    if (summary && !isRunning) await summary.remove({ removeChildren: false });
    await addFlow(queue, {
      name: "summary",
      queueName: SUMMARIES,
      prefix: PREFIX,
      data: { version: VERSION, ids: batch.jobs.map(({ id }) => id) } satisfies SummaryTask,
      opts: { jobId: batch.id, removeOnComplete: KEPT, removeOnFail: KEPT },
      children: own.map(({ id, job }) => ({
        name: job.kind,
        queueName: JOBS,
        prefix: PREFIX,
        data: { version: VERSION, job } satisfies QueuedJob,
        opts: {
          jobId: id,
          attempts: ATTEMPTS,
          backoff: BACKOFF,
          // The summary is made all the same.
          ignoreDependencyOnFailure: true,
          removeOnComplete: KEPT,
          removeOnFail: KEPT,
        },
      })),
    });
  });
}

/**
 * Adds a flow, or what is missing of one.
 *
 * @throws JobError `queue_full` if the server has no memory left for all jobs: it evicts nothing
 */
async function addFlow(queue: JobQueue, flow: FlowJob): Promise<void> {
  let fault = "it has not taken all jobs";
  try {
    await queue.flows.add(flow);
    // BullMQ reports the fate of the parent alone.
    const keys = (flow.children ?? []).map(({ opts }) => queue.jobs.toKey(opts!.jobId!));
    if (keys.length === 0 || (await queue.connection.redis.exists(...keys)) === keys.length) return;
  } catch (cause) {
    fault = (cause as Error).message;
    if (!/OOM|EXECABORT/.test(fault)) throw cause;
  }
  throw new JobError(
    "queue_full",
    `the queue at ${queue.connection.address} has no memory left: raise maxmemory of its server, and send again (${fault})`,
  );
}

/** Whether an entry has ended, and no summary still waits for it and others. */
async function isOver(queue: JobQueue, entry: Entry): Promise<boolean> {
  if (!entry.finishedOn) return false;
  const summary = entry.parent?.id ? await queue.summaries.getJob(entry.parent.id) : undefined;
  return !summary || summary.finishedOn !== undefined;
}

/** Whether another summary waits for an entry: an entry has one alone. */
async function isOfOther(queue: JobQueue, { parent }: Entry, id: string): Promise<boolean> {
  return (
    parent?.id !== undefined && parent.id !== id && (await queue.summaries.getJob(parent.id)) !== undefined
  );
}

const SENDING = `${PREFIX}:sending`;
/** A sender that died ends its turn by then. */
const TURN_MS = 60_000;
const RELEASE = `if redis.call("GET", KEYS[1]) == ARGV[1] then return redis.call("DEL", KEYS[1]) end`;

/** Senders take turns: between looking and adding, no other one adds the same. */
async function aloneSending(queue: JobQueue, work: () => Promise<void>): Promise<void> {
  const { redis } = queue.connection;
  const token = randomUUID();
  while ((await redis.set(SENDING, token, "PX", TURN_MS, "NX")) === null) await setTimeout(100);
  try {
    await work();
  } finally {
    await redis.eval(RELEASE, 1, SENDING, token);
  }
}
