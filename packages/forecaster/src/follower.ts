import type { BundleMetadata } from "@lstm-predict/artifacts";
import { CLOSE, COLUMN_COUNT, firstBarAfter, type RawSeries } from "@lstm-predict/bars";
import type { Forecaster } from "./forecaster.ts";
import { TrackedIntervals } from "./tracked-intervals.ts";
import type { WindowForecast } from "./window-forecast.ts";

/** Bars `from` (inclusive) to `to` (exclusive) of a series. */
export interface BarRange {
  from: number;
  to: number;
}

/**
 * Lets a model's error bar follow the days of its symbol, each once, from the training to today.
 *
 * Alternate `next`, a forecast of those days, and `follow`. The forecaster's error bar does not change.
 */
export class Follower {
  readonly intervals: TrackedIntervals;
  readonly #window: number;
  /** The first day followed, YYYY-MM-DD; undefined until then. */
  from: string | undefined;
  /** The last day that the error bar knows, YYYY-MM-DD; empty if it knows no day of the symbol. */
  to: string;

  private constructor(intervals: TrackedIntervals, window: number, to: string) {
    this.intervals = intervals;
    this.#window = window;
    this.to = to;
  }

  /** Returns a follower that starts after the days that the error bar was fitted to; undefined if the model has no error bar. */
  static of({ intervals, metadata, window }: Forecaster): Follower | undefined {
    return intervals && new Follower(new TrackedIntervals(intervals), window, lastKnownDay(metadata));
  }

  /** Returns the next days to follow, at most `most`: those after `to` that have a window before them. */
  next(series: RawSeries, most = Number.POSITIVE_INFINITY): BarRange {
    const from = firstBarAfter(series, this.to, this.#window);
    return { from, to: Math.min(series.length, from + most) };
  }

  /**
   * Updates the error bar with the closes of `days`. Does nothing if another caller has followed them meanwhile.
   *
   * @param days what `next` returned
   * @param forecasts the model's forecasts of these days, `[days.to - days.from]`
   */
  follow({ dates, rows }: RawSeries, days: BarRange, forecasts: readonly WindowForecast[]): void {
    const { from, to } = days;
    if (from >= to || dates[from]! <= this.to) return;
    forecasts.forEach((forecast, k) => {
      this.intervals.update(forecast, rows[(from + k) * COLUMN_COUNT + CLOSE]!);
    });
    this.from ??= dates[from]!;
    this.to = dates[to - 1]!;
  }
}

/** The last day, YYYY-MM-DD, of the training data or of an import's trial; empty if the error bar was fitted to no day. */
function lastKnownDay({ data, imported, calibration }: BundleMetadata): string {
  const trial = calibration?.centre === "forecast" ? imported?.trial : undefined;
  return data?.to ?? trial?.to ?? "";
}
