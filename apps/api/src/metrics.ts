import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** From a tenth of a millisecond, in steps of about a half, to ten seconds. */
const SECONDS = [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

/** Where the time of a forecast goes: reading the body, checking it, waiting in the queue, computing, getting bars. */
export type Stage = "read" | "validate" | "queue" | "compute" | "bars";

/** Everything that GET /metrics tells, for one server. */
export class Metrics {
  readonly registry = new Registry();
  readonly requests = new Histogram({
    name: "http_request_duration_seconds",
    help: "Time from a request's head to its answer's end.",
    labelNames: ["method", "route", "status"],
    buckets: SECONDS,
    registers: [this.registry],
  });
  readonly inFlight = new Gauge({
    name: "http_requests_in_flight",
    help: "Requests that wait for their answer.",
    registers: [this.registry],
  });
  readonly errors = new Counter({
    name: "api_errors_total",
    help: "Answers that are problems, by code.",
    labelNames: ["code"],
    registers: [this.registry],
  });
  readonly stages = new Histogram({
    name: "forecast_stage_seconds",
    help: "Time of each stage of a forecast request.",
    labelNames: ["stage"],
    buckets: SECONDS,
    registers: [this.registry],
  });
  readonly forecasts = new Counter({
    name: "forecasts_total",
    help: "Windows that were forecast.",
    labelNames: ["symbol"],
    registers: [this.registry],
  });
  readonly microBatchWindows = new Histogram({
    name: "forecast_batch_windows",
    help: "Windows computed together in one micro-batch.",
    buckets: [1, 2, 4, 8, 16, 32],
    registers: [this.registry],
  });
  readonly reloads = new Counter({
    name: "model_loads_total",
    help: "Champions that were loaded, or refused (outcome: loaded, refused).",
    labelNames: ["symbol", "outcome"],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Label sets are looked up once: a request observes four of them. */
  readonly #byStage: Record<Stage, { observe(seconds: number): void }> = {
    read: this.stages.labels("read"),
    validate: this.stages.labels("validate"),
    queue: this.stages.labels("queue"),
    compute: this.stages.labels("compute"),
    bars: this.stages.labels("bars"),
  };

  stage(stage: Stage, ms: number): void {
    this.#byStage[stage].observe(ms / 1000);
  }

  /** Gauges that are read when somebody asks. */
  gauge(name: string, help: string, labelNames: string[], collect: (gauge: Gauge) => void): void {
    new Gauge({
      name,
      help,
      labelNames,
      registers: [this.registry],
      collect() {
        this.reset();
        collect(this);
      },
    });
  }
}
