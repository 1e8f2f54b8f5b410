import { FlowProducer, Queue, QueueEvents } from "bullmq";
import { type Connection, type ConnectOptions, connect } from "./connection.ts";
import type { Entry, QueuedJob } from "./queued-job.ts";
import type { EveningTask, Summary, SummaryTask } from "./tasks.ts";

/** Prefix of all keys in the server. */
export const PREFIX = "lstm-predict";
/** Names of the two queues: jobs for processes of their own, and summaries, which wait for their jobs and take no time. */
export const JOBS = "jobs";
export const SUMMARIES = "summaries";

/** How long ended jobs are kept: for `pnpm jobs list`, and for whoever asks for a summary later. */
export const KEPT = { age: 7 * 24 * 3600, count: 100_000 };

/** The queue of a fleet: jobs, and summaries of those that were sent together. */
export class JobQueue implements AsyncDisposable {
  readonly connection: Connection;
  readonly jobs: Queue<QueuedJob, unknown>;
  readonly summaries: Queue<SummaryTask | EveningTask, Summary | string>;
  readonly flows: FlowProducer;

  private constructor(connection: Connection) {
    this.connection = connection;
    const options = { connection: connection.redis, prefix: PREFIX };
    this.jobs = new Queue(JOBS, options);
    this.summaries = new Queue(SUMMARIES, options);
    this.flows = new FlowProducer(options);
    this.jobs.on("error", connection.onError);
    this.summaries.on("error", connection.onError);
    this.flows.on("error", connection.onError);
  }

  /** Throws what `connect` throws. */
  static async open(url: string, options: ConnectOptions): Promise<JobQueue> {
    return new JobQueue(await connect(url, options));
  }

  /** The entries of these ids, in their order; undefined for what is not in the queue. */
  entries(ids: readonly string[]): Promise<(Entry | undefined)[]> {
    return Promise.all(ids.map((id) => this.jobs.getJob(id)));
  }

  /** Listens to what happens to jobs. Close it after use. */
  async listen(): Promise<QueueEvents> {
    const { redis, onError } = this.connection;
    const events = new QueueEvents(JOBS, { connection: redis, prefix: PREFIX });
    events.on("error", onError);
    await events.waitUntilReady();
    return events;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled([this.jobs.close(), this.summaries.close(), this.flows.close()]);
    await this.connection[Symbol.asyncDispose]();
  }
}
