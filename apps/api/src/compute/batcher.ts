import type { Forecast, Forecaster, Rows } from "@lstm-predict/forecaster";
import type { Metrics } from "../metrics.ts";
import { ApiError } from "../problem.ts";
import { type Job, type Share, takeTurn, windowsOfShare } from "./micro-batch.ts";

/** A turn of forecasts takes about so long, whatever the machine. */
const TURN_MS = 2;
const MOST_IN_TURN = 32;
/** About a second of work: who comes later is told to come back. */
const MOST_WAITING = 4096;

/** Forecasts of the windows of one request, and where their time went. */
export interface Forecasts {
  forecasts: Forecast[];
  queueMs: number;
  computeMs: number;
}

interface Waiting extends Job {
  resolve(result: Forecasts): void;
  reject(error: unknown): void;
}

/**
 * Computes the windows of concurrent requests together, a few at a time.
 *
 * With `aside` a thread computes them while the event loop goes on, and has one turn to go on with; but a window that nothing
 * waits beside is computed at once, by the event loop and the thread together. Without it all are computed here, and the event
 * loop is free between turns. Either way 256 windows of one request hold up nobody.
 */
export class Batcher {
  readonly #metrics: Metrics;
  readonly #aside: boolean;
  /** Of all that are not answered. */
  readonly #jobs = new Set<Waiting>();
  /** Those that have windows which no turn has taken. */
  readonly #queue: Waiting[] = [];
  readonly #retired = new Set<Forecaster>();
  /** Windows without a forecast. */
  #waiting = 0;
  #turns = 0;
  #scheduled = false;
  #turnEndedAt = 0;
  /** A running mean; the first turns are careful. */
  #windowMs = 0.5;

  constructor(metrics: Metrics, { aside }: { aside: boolean }) {
    this.#metrics = metrics;
    this.#aside = aside;
  }

  /**
   * Forecasts in the order of the windows, which must be windows of that model.
   * Rejects with ApiError `overloaded`, or with what the forecaster throws.
   */
  forecast(forecaster: Forecaster, windows: readonly Rows[]): Promise<Forecasts> {
    if (this.#waiting + windows.length > MOST_WAITING) {
      const detail = `${this.#waiting} windows are waiting: try again in a second`;
      return Promise.reject(new ApiError("overloaded", detail, { headers: { "Retry-After": "1" } }));
    }
    return new Promise((resolve, reject) => {
      const times = { queuedAt: performance.now(), computeMs: 0 };
      const counts = { taken: 0, left: windows.length };
      const job = { forecaster, windows, forecasts: [], ...counts, ...times, resolve, reject };
      this.#jobs.add(job);
      this.#queue.push(job);
      this.#waiting += windows.length;
      this.#schedule();
    });
  }

  /** Gives the memory of a forecaster back once the windows that wait for it are done; no more may be sent to it. */
  retire(forecaster: Forecaster): void {
    this.#retired.add(forecaster);
    this.#releaseRetired();
  }

  #releaseRetired(): void {
    if (this.#retired.size === 0) return;
    const needed = new Set([...this.#jobs].map((job) => job.forecaster));
    for (const forecaster of this.#retired) {
      if (needed.has(forecaster)) continue;
      forecaster.release();
      this.#retired.delete(forecaster);
    }
  }

  /** Whatever arrives in the same round of the event loop is computed together. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#begin();
    });
  }

  #begin(): void {
    while (this.#queue.length > 0 && this.#turns < (this.#aside ? 2 : 1)) void this.#turn();
  }

  async #turn(): Promise<void> {
    this.#turns++;
    const alone = this.#waiting === 1;
    const room = Math.min(MOST_IN_TURN, Math.max(1, Math.floor(TURN_MS / this.#windowMs)));
    const shares = takeTurn(this.#queue, room);
    const { forecaster } = shares[0]!.job;
    const pass = (windows: readonly Rows[]) =>
      this.#aside && !alone ? forecaster.forecastBatchAsync(windows) : forecaster.forecastBatch(windows);
    const beganAt = performance.now();
    await this.#compute(shares, pass);
    this.#turns--;
    this.#measure(shares, beganAt);
    // The thread goes on before the answers are written; the event loop after.
    if (this.#aside) this.#begin();
    else if (this.#queue.length > 0) this.#schedule();
    for (const { job } of shares) if (job.left === 0 && this.#jobs.delete(job)) this.#finish(job);
    this.#releaseRetired();
  }

  /** One pass over the windows of all; if one spoils it, each request is answered, or fails, for itself. */
  async #compute(
    shares: readonly Share<Waiting>[],
    pass: (windows: readonly Rows[]) => Forecast[] | Promise<Forecast[]>,
  ): Promise<void> {
    try {
      const forecasts = await pass(shares.flatMap(windowsOfShare));
      let at = 0;
      for (const share of shares) at += keep(share, forecasts, at);
    } catch {
      for (const share of shares) {
        try {
          keep(share, await pass(windowsOfShare(share)), 0);
        } catch (error) {
          this.#fail(share.job, error);
        }
      }
    }
  }

  #fail(job: Waiting, error: unknown): void {
    if (!this.#jobs.delete(job)) return;
    const at = this.#queue.indexOf(job);
    if (at >= 0) this.#queue.splice(at, 1);
    this.#waiting -= job.windows.length - job.taken;
    job.reject(error);
  }

  #measure(shares: readonly Share<Waiting>[], beganAt: number): void {
    const now = performance.now();
    // Before that the thread was at the turn before.
    const computeMs = now - Math.max(beganAt, this.#turnEndedAt);
    this.#turnEndedAt = now;
    const size = shares.reduce((sum, { count }) => sum + count, 0);
    this.#windowMs += 0.1 * (computeMs / size - this.#windowMs);
    this.#waiting -= size;
    this.#metrics.batchSize.observe(size);
    for (const { job } of shares) job.computeMs += computeMs;
  }

  #finish({ forecasts, windows, forecaster, queuedAt, computeMs, resolve }: Waiting): void {
    const queueMs = performance.now() - queuedAt - computeMs;
    this.#metrics.stage("queue", queueMs);
    this.#metrics.stage("compute", computeMs);
    this.#metrics.forecasts.labels(forecaster.metadata.symbol).inc(windows.length);
    resolve({ forecasts, queueMs, computeMs });
  }
}

/** Writes a share's forecasts down, which begin at `at`; how many they are. */
function keep({ job, from, count }: Share<Job>, forecasts: readonly Forecast[], at: number): number {
  for (let k = 0; k < count; k++) job.forecasts[from + k] = forecasts[at + k]!;
  job.left -= count;
  return count;
}
