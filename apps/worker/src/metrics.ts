import type { JobEnd, JobQueue } from "@lstm-predict/jobs/queue";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** Bounds of histogram buckets in seconds. */
const SECONDS = [0.1, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600];
/** How long a scrape waits for the queue. */
const ANSWER_MS = 2000;

/** The metrics of one worker, and of the queue that it sees, as GET /metrics returns them. */
export class Metrics {
  readonly registry = new Registry();
  readonly #jobs = new Counter({
    name: "lstm_predict_jobs_total",
    help: "Jobs that ended on this worker, by kind and outcome: those of a retraining, done, failed, handed back.",
    labelNames: ["kind", "outcome"],
    registers: [this.registry],
  });
  readonly #seconds = new Histogram({
    name: "lstm_predict_job_seconds",
    help: "Time of a job on this worker.",
    labelNames: ["kind"],
    buckets: SECONDS,
    registers: [this.registry],
  });
  readonly #stages = new Histogram({
    name: "lstm_predict_job_stage_seconds",
    help: "Time of each stage of a job: start of its process, plan, epoch (training), backtest, save (with the gate).",
    labelNames: ["stage"],
    buckets: SECONDS,
    registers: [this.registry],
  });
  readonly #stagesCpu = new Histogram({
    name: "lstm_predict_job_stage_cpu_seconds",
    help: "Computing of each stage of a retraining on all cores, as its result says: start, plan, bars, fit, evaluate, ...",
    labelNames: ["stage"],
    buckets: SECONDS,
    registers: [this.registry],
  });
  readonly #cpu = new Histogram({
    name: "lstm_predict_job_cpu_seconds",
    help: "Computing of a job on all cores: for a retraining, that of a symbol.",
    labelNames: ["kind"],
    buckets: SECONDS,
    registers: [this.registry],
  });

  constructor(queue: JobQueue) {
    collectDefaultMetrics({ register: this.registry });
    const up = this.#gauge("lstm_predict_queue_up", "Whether the queue's server answers.");
    const jobs = this.#gauge("lstm_predict_queue_jobs", "Jobs in the queue, by state.", ["state"]);
    const oldest = this.#gauge(
      "lstm_predict_queue_oldest_seconds",
      "Age of the job that has waited longest; 0 if none waits.",
    );
    const workers = this.#gauge("lstm_predict_queue_workers", "Workers that take jobs from the queue.");
    this.#refresh = async () => {
      const state = await within(ANSWER_MS, stateOf(queue));
      up.set(state ? 1 : 0);
      // Old numbers would look like new ones.
      for (const gauge of [jobs, oldest, workers]) gauge.reset();
      if (!state) return;
      for (const [name, count] of Object.entries(state.counts)) jobs.set({ state: name }, count);
      oldest.set(state.oldestSeconds);
      workers.set(state.workers);
    };
  }

  readonly #refresh: () => Promise<void>;

  /** The text of GET /metrics. */
  async text(): Promise<string> {
    await this.#refresh();
    return this.registry.metrics();
  }

  observe({ kind, outcome, seconds, stages, cpuSeconds, measured = {} }: JobEnd): void {
    this.#jobs.inc({ kind, outcome });
    this.#seconds.observe({ kind }, seconds);
    for (const [stage, time] of Object.entries(stages)) this.#stages.observe({ stage }, time);
    for (const [stage, time] of Object.entries(measured)) this.#stagesCpu.observe({ stage }, time.cpuSeconds);
    if (cpuSeconds !== undefined) this.#cpu.observe({ kind }, cpuSeconds);
  }

  #gauge(name: string, help: string, labelNames: string[] = []): Gauge {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }
}

const STATES = ["waiting", "active", "delayed", "completed", "failed"] as const;

async function stateOf({ jobs }: JobQueue) {
  const [counts, [first], workers] = await Promise.all([
    jobs.getJobCounts(...STATES),
    jobs.getJobs(["waiting"], 0, 0, true),
    jobs.getWorkersCount(),
  ]);
  return { counts, oldestSeconds: first ? Math.max(0, (Date.now() - first.timestamp) / 1000) : 0, workers };
}

/** The value of a promise, or undefined if it fails or takes longer. */
function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, undefined);
    promise.then(resolve, () => resolve(undefined)).finally(() => clearTimeout(timer));
  });
}
