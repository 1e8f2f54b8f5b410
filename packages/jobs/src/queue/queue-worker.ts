import { availableParallelism, hostname } from "node:os";
import { setTimeout } from "node:timers/promises";
import { UnrecoverableError, WaitingError, Worker } from "bullmq";
import { Stages, type StageTime } from "../stages.ts";
import { JOBS, type JobQueue, PREFIX, SUMMARIES } from "./job-queue.ts";
import { isInterrupted, type Performed, type PerformOptions, performQueued } from "./perform-queued.ts";
import { type Entry, encode, type QueuedJob, type QueuedProgress, VERSION } from "./queued-job.ts";
import { Reporter } from "./reporter.ts";
import { sendEvening } from "./schedule.ts";
import { summarize } from "./summary.ts";
import type { EveningTask, Summary, SummaryTask } from "./tasks.ts";

/** How long a worker may be silent before others take its jobs; the default of `lockMs`. */
const LOCK_MS = 30_000;
/** How often workers may die of the same job, before it counts as failed. */
const MOST_STALLS = 3;
/** The default of `limitedMs`. */
const LIMITED_MS = 60_000;

/** A job that is handed back needs some seconds to stop. */
const STOPPING_MS = 20_000;
const LOOK_MS = 100;

/** Failures that may pass, so that the job is tried again. */
const PASSING = ["claim_lost", "locked", "process_ended", "store_unreachable"];

/** Options of a QueueWorker. */
export interface QueueWorkerOptions extends Omit<PerformOptions, "holder" | "claimSeconds"> {
  queue: JobQueue;
  /** Jobs at a time. */
  concurrency: number;
  /** How long a worker may be silent before others take its jobs; the claim of a symbol lasts twice as long. */
  lockMs?: number | undefined;
  /** Jobs that all workers together begin in a minute, since each may ask Yahoo; undefined: no limit. */
  perMinute?: number | undefined;
  /** How long all workers pause after Yahoo has limited the requests of one. */
  limitedMs?: number | undefined;
  onNote(note: string): void;
  /** Called when a job has ended here. */
  onEnd?(end: JobEnd): void;
}

/** A job that ended on this worker. */
export interface JobEnd {
  id: string;
  kind: string;
  /** "done", "failed", "handed back"; for a retraining, its outcome. */
  outcome: string;
  /** From its beginning on this worker. */
  seconds: number;
  /** Seconds by stage: start of its process, plan, backtest, and so on. */
  stages: Record<string, number>;
  /** Seconds of computing on all cores, if its process ended as it should. */
  cpuSeconds?: number | undefined;
  /** The stages of a retraining, as its process measured them. */
  measured?: Record<string, StageTime> | undefined;
}

/** Takes jobs from a queue and performs each in a process of its own, so that its lock is renewed however long it computes. */
export class QueueWorker {
  readonly name = `${hostname()}/${process.pid}`;
  readonly #options: QueueWorkerOptions;
  readonly #jobs: Worker<QueuedJob, unknown>;
  readonly #summaries: Worker<SummaryTask | EveningTask, Summary | string>;
  /** Aborts what is at work, which goes back to the queue. */
  readonly #handBack = new AbortController();
  #active = 0;
  #outdated: string | undefined;

  constructor(options: QueueWorkerOptions) {
    this.#options = options;
    const { queue, concurrency, lockMs = LOCK_MS, perMinute } = options;
    const shared = {
      connection: queue.connection.redis,
      prefix: PREFIX,
      name: this.name,
      lockDuration: lockMs,
      stalledInterval: lockMs,
      maxStalledCount: MOST_STALLS,
    };
    this.#jobs = new Worker(JOBS, (entry: Entry, token, signal) => this.#process(entry, token!, signal!), {
      ...shared,
      concurrency,
      ...(perMinute !== undefined && { limiter: { max: 1, duration: Math.ceil(60_000 / perMinute) } }),
    });
    this.#summaries = new Worker(
      SUMMARIES,
      async (task, token) => {
        if (task.data.version !== VERSION) await this.#refuse(task, token!);
        return "symbols" in task.data ? sendEvening(queue, task.data) : summarize(queue, task.data);
      },
      shared,
    );
    this.#jobs.on("error", queue.connection.onError);
    this.#summaries.on("error", queue.connection.onError);
    // Another worker has the job, or will: what this one computes is of no use.
    this.#jobs.on("lockRenewalFailed", (ids) => {
      for (const id of ids) this.#jobs.cancelJob(id, "its lock was lost");
    });
  }

  /** Jobs at work. */
  get active(): number {
    return this.#active;
  }

  /** Why it takes no jobs any more: its version is too old; undefined if it takes jobs. */
  get outdated(): string | undefined {
    return this.#outdated;
  }

  /** Takes no new jobs, and hands back those that are still at work after `graceMs`. */
  async close(graceMs = 0): Promise<void> {
    const workers = [this.#jobs, this.#summaries];
    await Promise.all(workers.map((worker) => worker.pause(true)));
    await this.#isIdle(graceMs);
    this.#handBack.abort();
    const isIdle = await this.#isIdle(STOPPING_MS);
    // A server that is away takes nothing back: it notices later who has gone.
    const force = !isIdle || !this.#options.queue.connection.isUp;
    await Promise.all(workers.map((worker) => worker.close(force)));
  }

  /** Waits until nothing is at work; false if that takes longer. */
  async #isIdle(withinMs: number): Promise<boolean> {
    const until = performance.now() + withinMs;
    while (this.#active > 0 && performance.now() < until) await setTimeout(LOOK_MS);
    return this.#active === 0;
  }

  async #process(entry: Entry, token: string, lockLost: AbortSignal): Promise<unknown> {
    if (entry.data.version !== VERSION) await this.#refuse(entry, token);
    const { job } = entry.data;
    const { settings, threads, lockMs = LOCK_MS } = this.#options;
    const began = performance.now();
    const stages = Stages.begin();
    stages.enter("start");
    const signal = AbortSignal.any([this.#handBack.signal, lockLost]);
    using reporter = new Reporter(entry);
    let outcome = "handed back";
    let performed: Performed | undefined;
    this.#active++;
    try {
      performed = await performQueued(
        job,
        { settings, threads, holder: this.name, claimSeconds: (2 * lockMs) / 1000 },
        {
          isRepeated: entry.attemptsStarted > 1,
          signal,
          onProgress: (what, part) => {
            stages.enter(what.split(" ")[0]!); // the first word of a progress names its stage
            reporter.report({ what, part, worker: this.name });
          },
        },
      );
      outcome = outcomeOf(performed);
      return await this.#finish(entry, performed);
    } catch (error) {
      if (lockLost.aborted) throw new Error(`${entry.id}: another worker has it by now`);
      if (performed || !(this.#handBack.signal.aborted || isInterrupted(error))) throw error;
      await entry.moveToWait(token);
      throw new WaitingError();
    } finally {
      this.#active--;
      const seconds = (performance.now() - began) / 1000;
      this.#options.onEnd?.({
        id: entry.id!,
        kind: job.kind,
        outcome,
        seconds,
        stages: secondsOf(stages.end()),
        cpuSeconds: performed?.cpuSeconds,
        measured: measuredOf(performed),
      });
    }
  }

  /** Returns the result, or throws what makes BullMQ try again or fail the job. */
  async #finish(entry: Entry, performed: Performed): Promise<unknown> {
    const isLast = entry.attemptsMade + 1 >= (entry.opts.attempts ?? 1);
    if (!performed.failure) {
      const { result } = performed;
      if (!("limited" in result && result.limited)) return encode(result);
      const { limitedMs = LIMITED_MS } = this.#options;
      await this.#jobs.rateLimit(limitedMs);
      if (isLast) return encode(result);
      throw new Error(`Yahoo limits the requests: all workers pause for ${limitedMs / 1000} s`);
    }
    const { code, message } = performed.failure;
    await entry.updateData({ ...entry.data, failure: encode(performed.failure) as typeof performed.failure });
    throw PASSING.includes(code) && !isLast ? new Error(message) : new UnrecoverableError(message);
  }

  /** Hands back a job of a later version and takes no others; fails one of an earlier version. */
  async #refuse(entry: Versioned, token: string): Promise<never> {
    const { version } = entry.data;
    if (version < VERSION) {
      const old = `the job has version ${version}, this worker performs ${VERSION}: update the machine that sends, and let it send a schedule again`;
      this.#options.onNote(old);
      throw new UnrecoverableError(`job_version: ${old}`);
    }
    const refused = `worker ${this.name} performs jobs of version ${VERSION}, and this queue has some of version ${version}: update that worker, which takes no more jobs`;
    if (!this.#outdated) this.#options.onNote(refused);
    this.#outdated = refused;
    await Promise.all([this.#jobs.pause(true), this.#summaries.pause(true)]);
    await entry.updateProgress({
      what: "refused",
      part: 0,
      worker: this.name,
      refused,
    } satisfies QueuedProgress);
    await entry.moveToWait(token);
    throw new WaitingError();
  }
}

/** A job of either queue. */
type Versioned = Pick<Entry, "moveToWait" | "updateProgress"> & { data: { version: number } };

function outcomeOf(performed: Performed): string {
  if (performed.failure) return "failed";
  const { result } = performed;
  return "outcome" in result ? result.outcome : "done";
}

function measuredOf(performed: Performed | undefined): JobEnd["measured"] {
  if (!performed || performed.failure) return undefined;
  const { result } = performed;
  return "stages" in result ? result.stages : undefined;
}

/** The time in each stage; what it computed is that of another process. */
function secondsOf(stages: Readonly<Record<string, StageTime>>): Record<string, number> {
  return Object.fromEntries(Object.entries(stages).map(([stage, { seconds }]) => [stage, seconds]));
}

/** Jobs at a time that suit this machine: one for each thread of LSTM_THREADS, or for each core. */
export function coresOf(): number {
  return Number(process.env.LSTM_THREADS) || availableParallelism();
}
