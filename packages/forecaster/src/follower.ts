import { CLOSE, COLUMN_COUNT, firstBarAfter, type RawSeries } from "@lstm-predict/bars";
import type { Forecaster } from "./forecaster.ts";
import { TrackedIntervals } from "./tracked-intervals.ts";
import type { WindowForecast } from "./window-forecast.ts";

/** Bars `from` (inclusive) to `to` (exclusive) of a series. */
export interface BarRange {
  from: number;
  to: number;
}

/** A model's error bar that follows its symbol's days, each once, from the training to today. */
export class Follower {
  readonly intervals: TrackedIntervals;
  readonly #window: number;
  /** The first day that was followed, YYYY-MM-DD; undefined before it. */
  from: string | undefined;
  /** The last day that the error bar knows, YYYY-MM-DD; empty when it was fitted to no day of the symbol. */
  to: string;

  private constructor(intervals: TrackedIntervals, window: number, to: string) {
    this.intervals = intervals;
    this.#window = window;
    this.to = to;
  }

  /** Starts after the training; undefined where the model has no error bar. */
  static of({ intervals, metadata, window }: Forecaster): Follower | undefined {
    // An imported model's error bar was fitted to no day: it follows all that are at hand.
    return intervals && new Follower(new TrackedIntervals(intervals), window, metadata.data?.to ?? "");
  }

  /** The days of a series that come next, at most `most` of them: each has a window before it and was not followed. */
  next(series: RawSeries, most = Number.POSITIVE_INFINITY): BarRange {
    const from = firstBarAfter(series, this.to, this.#window);
    return { from, to: Math.min(series.length, from + most) };
  }

  /** Takes up days with the model's forecasts of them, unless another caller has done so meanwhile. */
  follow({ dates, rows }: RawSeries, { from, to }: BarRange, forecasts: readonly WindowForecast[]): void {
    if (from >= to || dates[from]! <= this.to) return;
    forecasts.forEach((forecast, k) => {
      this.intervals.update(forecast, rows[(from + k) * COLUMN_COUNT + CLOSE]!);
    });
    this.from ??= dates[from]!;
    this.to = dates[to - 1]!;
  }
}
