import type { Rows } from "@lstm-predict/bars";
import type { Forecaster, WindowForecast } from "@lstm-predict/forecaster";
import type { Context } from "@lstm-predict/volatility";
import { InFlight } from "../in-flight.ts";
import type { Metrics } from "../metrics.ts";
import { overloaded } from "../problem.ts";
import { computeMicroBatch, type PendingRequest, type Share, takeMicroBatch } from "./micro-batch.ts";
import { TimeSlice } from "./time-slice.ts";

/** About a second of work: later requests are told to come back. */
const MAX_WAITING = 4096;

/** The forecasts of one request, and where their time went. */
export interface Forecasts {
  forecasts: WindowForecast[];
  queueMs: number;
  computeMs: number;
}

interface Waiting extends PendingRequest {
  resolve(result: Forecasts): void;
  reject(error: unknown): void;
}

/**
 * Computes the windows of concurrent requests together, in micro-batches that last a time slice.
 *
 * With `background` a thread of the kernel computes while the event loop serves other requests. A second micro-batch waits
 * behind the running one, so the thread is never idle. A lone window is computed by the event loop, which shares its layers
 * with the thread.
 * Without `background` the event loop computes, and serves other requests between micro-batches.
 * Either way a request of 256 windows delays no other.
 */
export class Batcher {
  readonly #metrics: Metrics;
  readonly #background: boolean;
  readonly #slice = new TimeSlice();
  /** Requests without an answer. */
  readonly #requests = new InFlight<Waiting>();
  /** Those with windows that no micro-batch has taken. */
  readonly #queue: Waiting[] = [];
  readonly #retired = new Set<Forecaster>();
  /** Windows without a forecast. */
  #waiting = 0;
  /** Micro-batches under way. */
  #running = 0;
  #scheduled = false;
  #lastEndedAt = 0;

  constructor(metrics: Metrics, { background }: { background: boolean }) {
    this.#metrics = metrics;
    this.#background = background;
  }

  /**
   * Forecasts `windows`, which must fit the model, in their order; `contexts` has what else is known of the day of each.
   * Rejects with ApiError `overloaded`, or with the error of the forecaster.
   */
  forecast(
    forecaster: Forecaster,
    windows: readonly Rows[],
    contexts?: readonly Context[],
  ): Promise<Forecasts> {
    if (this.#waiting + windows.length > MAX_WAITING) {
      return Promise.reject(overloaded(`${this.#waiting} windows are waiting`));
    }
    return new Promise((resolve, reject) => {
      const request = {
        forecaster,
        windows,
        contexts,
        forecasts: [],
        taken: 0,
        missing: windows.length,
        queuedAt: performance.now(),
        computeMs: 0,
        resolve,
        reject,
      };
      this.#requests.add(request);
      this.#queue.push(request);
      this.#waiting += windows.length;
      this.#schedule();
    });
  }

  /** Releases the memory of a forecaster once no request waits for it. It may not be sent any more windows. */
  retire(forecaster: Forecaster): void {
    this.#retired.add(forecaster);
    this.#releaseRetired();
  }

  #releaseRetired(): void {
    if (this.#retired.size === 0) return;
    const needed = new Set([...this.#requests].map(({ forecaster }) => forecaster));
    for (const forecaster of this.#retired) {
      if (needed.has(forecaster)) continue;
      forecaster.release();
      this.#retired.delete(forecaster);
    }
  }

  /** Starts after the current iteration of the event loop: requests that arrive in it are computed together. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#fill();
    });
  }

  #fill(): void {
    const limit = this.#background ? 2 : 1;
    while (this.#queue.length > 0 && this.#running < limit) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running++;
    const isAlone = this.#waiting === 1;
    const shares = takeMicroBatch(this.#queue, this.#slice.windows);
    const { forecaster } = shares[0]!.request;
    const compute = (windows: readonly Rows[], contexts: readonly Context[]) =>
      this.#background && !isAlone
        ? forecaster.forecastBatchAsync(windows, contexts)
        : forecaster.forecastBatch(windows, contexts);
    const beganAt = performance.now();
    await computeMicroBatch(shares, compute, (request, error) => this.#fail(request, error));
    this.#running--;
    this.#measure(shares, beganAt);
    // The thread gets its next work before the answers are written; the event loop goes on after them.
    if (this.#background) this.#fill();
    else if (this.#queue.length > 0) this.#schedule();
    for (const { request } of shares) {
      if (request.missing === 0 && this.#requests.delete(request)) this.#finish(request);
    }
    this.#releaseRetired();
  }

  #fail(request: Waiting, error: unknown): void {
    if (!this.#requests.delete(request)) return;
    const at = this.#queue.indexOf(request);
    if (at >= 0) this.#queue.splice(at, 1);
    this.#waiting -= request.windows.length - request.taken;
    request.reject(error);
  }

  #measure(shares: readonly Share<Waiting>[], beganAt: number): void {
    const now = performance.now();
    // Until the micro-batch before it ended, this one only waited for the thread.
    const computeMs = now - Math.max(beganAt, this.#lastEndedAt);
    this.#lastEndedAt = now;
    const windows = shares.reduce((sum, { count }) => sum + count, 0);
    this.#slice.measure(windows, computeMs);
    this.#waiting -= windows;
    this.#metrics.microBatchWindows.observe(windows);
    for (const { request } of shares) request.computeMs += computeMs;
  }

  #finish({ forecasts, windows, forecaster, queuedAt, computeMs, resolve }: Waiting): void {
    const queueMs = performance.now() - queuedAt - computeMs;
    this.#metrics.stage("queue", queueMs);
    this.#metrics.stage("compute", computeMs);
    this.#metrics.forecasts.labels(forecaster.metadata.symbol).inc(windows.length);
    resolve({ forecasts, queueMs, computeMs });
  }
}
