import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** Bounds of histogram buckets in seconds, each about twice the one before. */
const SECONDS = [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

/** Where the time of a forecast goes: read and validate the body, wait in the queue, compute, get bars. */
export type Stage = "read" | "validate" | "queue" | "compute" | "bars";

/** The metrics of one server, as GET /metrics returns them. */
export class Metrics {
  readonly registry = new Registry();
  readonly requests = new Histogram({
    name: "http_request_duration_seconds",
    help: "Time from the head of a request to the end of its answer.",
    labelNames: ["method", "route", "status"],
    buckets: SECONDS,
    registers: [this.registry],
  });
  readonly inFlight = new Gauge({
    name: "http_requests_in_flight",
    help: "Requests without a complete answer.",
    registers: [this.registry],
  });
  readonly errors = new Counter({
    name: "api_errors_total",
    help: "Answers that are errors, by problem code.",
    labelNames: ["code"],
    registers: [this.registry],
  });
  readonly cutConnections = new Counter({
    name: "http_connections_cut_total",
    help: "Connections that were refused or cut, by reason: too-many, too-many-of-address, displaced, slow, unsent.",
    labelNames: ["why"],
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
    help: "Champions that were loaded or refused, by outcome: loaded, refused.",
    labelNames: ["symbol", "outcome"],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** By stage, looked up once: every request observes four of them. */
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

  /** Adds a gauge whose values `collect` sets whenever the metrics are read. */
  gauge(
    name: string,
    help: string,
    labelNames: string[],
    collect: (gauge: Gauge) => void | Promise<void>,
  ): void {
    new Gauge({
      name,
      help,
      labelNames,
      registers: [this.registry],
      collect() {
        this.reset();
        return collect(this);
      },
    });
  }
}
