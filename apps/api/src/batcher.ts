import type { Forecast, Forecaster, Rows } from "@lstm-predict/forecaster";
import type { Metrics } from "./metrics.ts";
import { ApiError } from "./problem.ts";

/** A turn of forecasts blocks the event loop for about so long, whatever the machine. */
const TURN_MS = 3;
const MOST_IN_TURN = 32;
/** About a second of work: who comes later is told to come back. */
const MOST_WAITING = 4096;

/** Forecasts of the windows of one request, and where their time went. */
export interface Forecasts {
  forecasts: Forecast[];
  queueMs: number;
  computeMs: number;
}

interface Job {
  forecaster: Forecaster;
  windows: readonly Rows[];
  forecasts: Forecast[];
  resolve(result: Forecasts): void;
  reject(error: unknown): void;
  queuedAt: number;
  computeMs: number;
}

/**
 * Computes the windows of concurrent requests together, a few at a time.
 *
 * One window costs the kernel more than a share of several, and a worker thread's messages cost more than they save:
 * in trials on two cores, forecasts in this thread answered more requests than those in a worker. Between
 * turns the event loop is free, so 256 windows of one request hold up nobody.
 */
export class Batcher {
  readonly #metrics: Metrics;
  readonly #jobs: Job[] = [];
  readonly #retired = new Set<Forecaster>();
  #waiting = 0;
  #scheduled = false;
  /** A running mean; the first turns are careful. */
  #windowMs = 0.5;

  constructor(metrics: Metrics) {
    this.#metrics = metrics;
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
      const queuedAt = performance.now();
      this.#jobs.push({ forecaster, windows, forecasts: [], resolve, reject, queuedAt, computeMs: 0 });
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
    for (const forecaster of this.#retired) {
      if (this.#jobs.some((job) => job.forecaster === forecaster)) continue;
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
      this.#turn();
      if (this.#jobs.length > 0) this.#schedule();
    });
  }

  #turn(): void {
    const room = Math.min(MOST_IN_TURN, Math.max(1, Math.floor(TURN_MS / this.#windowMs)));
    const { forecaster } = this.#jobs[0]!;
    const shares = share(
      this.#jobs.filter((job) => job.forecaster === forecaster),
      room,
    );
    const startedAt = performance.now();
    const size = this.#compute(forecaster, shares);
    const computeMs = performance.now() - startedAt;
    this.#windowMs += 0.1 * (computeMs / size - this.#windowMs);
    this.#waiting -= size;
    this.#metrics.batchSize.observe(size);
    for (const job of shares.keys()) job.computeMs += computeMs;
    this.#settle();
  }

  /** Windows of the first jobs in one pass; returns how many. */
  #compute(forecaster: Forecaster, shares: Map<Job, number>): number {
    const windowsOf = ([job, count]: [Job, number]) =>
      job.windows.slice(job.forecasts.length, job.forecasts.length + count);
    const batch = [...shares].flatMap(windowsOf);
    try {
      const forecasts = forecaster.forecastBatch(batch);
      let at = 0;
      for (const [job, count] of shares) {
        job.forecasts.push(...forecasts.slice(at, at + count));
        at += count;
      }
    } catch {
      // One window spoils the pass of all: each request is answered, or fails, for itself.
      for (const entry of shares) {
        try {
          entry[0].forecasts.push(...forecaster.forecastBatch(windowsOf(entry)));
        } catch (error) {
          this.#fail(entry[0], entry[1], error);
        }
      }
    }
    return batch.length;
  }

  #fail(job: Job, counted: number, error: unknown): void {
    this.#waiting -= job.windows.length - job.forecasts.length - counted;
    this.#jobs.splice(this.#jobs.indexOf(job), 1);
    job.reject(error);
  }

  #settle(): void {
    const first = this.#jobs[0];
    for (let at = this.#jobs.length - 1; at >= 0; at--) {
      const job = this.#jobs[at]!;
      if (job.forecasts.length < job.windows.length) continue;
      this.#jobs.splice(at, 1);
      this.#finish(job);
    }
    // Who is not done yet goes to the back, so that requests for another model have their turn.
    if (first && first === this.#jobs[0]) this.#jobs.push(this.#jobs.shift()!);
    this.#releaseRetired();
  }

  #finish({ forecasts, windows, forecaster, queuedAt, computeMs, resolve }: Job): void {
    const queueMs = performance.now() - queuedAt - computeMs;
    this.#metrics.stage("queue", queueMs);
    this.#metrics.stage("compute", computeMs);
    this.#metrics.forecasts.labels(forecaster.metadata.symbol).inc(windows.length);
    resolve({ forecasts, queueMs, computeMs });
  }
}

/** How many windows of each job come in a turn: one each, from the front, and again until it is full. */
function share(jobs: Job[], room: number): Map<Job, number> {
  const shares = new Map<Job, number>();
  let left = room;
  for (let before = -1; left > 0 && left !== before; ) {
    before = left;
    for (const job of jobs) {
      if (left === 0) break;
      const count = shares.get(job) ?? 0;
      if (job.forecasts.length + count === job.windows.length) continue;
      shares.set(job, count + 1);
      left--;
    }
  }
  return shares;
}
