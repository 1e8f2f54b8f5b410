import { CLOSE, COLUMN_COUNT } from "@lstm-predict/bars";
import { object, quote } from "@lstm-predict/checks";
import { LEVELS } from "@lstm-predict/forecasts";
import { z } from "zod";
import { conformalQuantile, mixQuantiles } from "./conformal.ts";
import { readDays, type Span, WINDOW } from "./days.ts";
import { VolatilityError } from "./errors.ts";
import type { FittedVolatility, VolatilityState } from "./forecaster.ts";
import { type Interval, interval } from "./interval.ts";
import { DEFAULT_ETA, QuantileTracker, type TrackerState } from "./quantile-tracker.ts";
import { readState } from "./read-state.ts";
import { volatilityFromJSON } from "./volatility-state.ts";

export interface CalibrateOptions {
  /** Index of the first row whose return calibrates; with 60 rows before it, all of them unused in fitting if honest. */
  readonly from: number;
  /** Ascending shares between 0 and 1. */
  readonly levels?: readonly number[];
  /**
   * A pooled model's `quantiles`, one a level, to mix half and half with the symbol's own: good for every scale on the
   * level of the range variance, which constant, EWMA of returns and GARCH are not.
   */
  readonly pooled?: readonly number[];
  readonly eta?: number;
}

/** What is stored in a bundle. */
export interface IntervalState {
  version: 1;
  volatility: VolatilityState;
  tracker: TrackerState;
}

export interface IntervalForecast {
  /** Scale of the next log return; the intervals are multiples of it. */
  readonly sigma: number;
  /** One a level, ascending. */
  readonly intervals: Interval[];
}

const STATE_VERSION = 1;
const INTERVAL = object({
  version: z.literal(STATE_VERSION, String(STATE_VERSION)),
  volatility: z.unknown(),
  tracker: z.unknown(),
});

/** A fitted volatility with quantiles that were calibrated and follow what comes: the error bar of a forecast. */
export class IntervalForecaster {
  readonly volatility: FittedVolatility;
  readonly tracker: QuantileTracker;

  constructor(volatility: FittedVolatility, tracker: QuantileTracker) {
    this.volatility = volatility;
    this.tracker = tracker;
  }

  /**
   * Calibrates the quantiles on rows `from` .. n - 1 of a span, each forecast from the 60 rows before it.
   *
   * VolatilityError `bad_option` for `from` outside 60 .. n - 1; others as `readDays` and `conformalQuantile`.
   */
  static calibrate(volatility: FittedVolatility, span: Span, options: CalibrateOptions): IntervalForecaster {
    const { from, levels = LEVELS, pooled, eta = DEFAULT_ETA } = options;
    const scores = scoresOf(volatility, span, from);
    const own = levels.map((level) => conformalQuantile(scores, level));
    if (pooled && pooled.length !== levels.length) {
      throw new VolatilityError(
        "bad_option",
        `pooled is ${quote(pooled)}: expected ${levels.length} quantiles, one a level`,
      );
    }
    const quantiles = pooled ? mixQuantiles(own, pooled) : own;
    return new IntervalForecaster(volatility, new QuantileTracker(levels, quantiles, eta));
  }

  /** Scale of the next log return after a window of 60 rows. */
  scale(window: Span): number {
    return Math.exp(this.volatility.forecast(window) / 2);
  }

  /** The intervals of the close after a window of 60 rows. */
  forecast(window: Span): IntervalForecast {
    const sigma = this.scale(window);
    const close = window.rows[window.rows.length - COLUMN_COUNT + CLOSE]!;
    const { levels, quantiles } = this.tracker;
    const intervals = levels.map((level, k) => ({ level, ...interval(close, sigma, quantiles[k]!) }));
    return { sigma, intervals };
  }

  /** Takes up the close that came after a window, once a day, before the next forecast. */
  update(window: Span, nextClose: number): void {
    const close = window.rows[window.rows.length - COLUMN_COUNT + CLOSE]!;
    this.tracker.update(Math.abs(Math.log(nextClose / close)) / this.scale(window));
  }

  toJSON(): IntervalState {
    return { version: STATE_VERSION, volatility: this.volatility.toJSON(), tracker: this.tracker.toJSON() };
  }

  /** Reads what `toJSON` wrote; VolatilityError `bad_state` names the first field that is wrong. */
  static fromJSON(state: unknown, externals: readonly string[] = []): IntervalForecaster {
    const { volatility, tracker } = readState(INTERVAL, state, "interval");
    return new IntervalForecaster(
      volatilityFromJSON(volatility, externals),
      QuantileTracker.fromJSON(tracker),
    );
  }
}

/** |return| / sigma `[n - from]` of rows `from` .. n - 1, each forecast from the 60 rows before it. */
export function scoresOf(volatility: FittedVolatility, span: Span, from: number): Float64Array {
  const { logReturn, count } = readDays(span);
  if (!(Number.isInteger(from) && from >= WINDOW && from <= count)) {
    throw new VolatilityError(
      "bad_option",
      `from is ${quote(from)}: expected a row from ${WINDOW} to ${count}`,
    );
  }
  return Float64Array.from({ length: count + 1 - from }, (_, k) => {
    const window = windowBefore(span, from + k);
    return Math.abs(logReturn[from + k - 1]!) / Math.exp(volatility.forecast(window) / 2);
  });
}

/** The 60 rows before row `row`, and the market on their dates. */
export function windowBefore({ rows, market }: Span, row: number): Span {
  return {
    rows: slice(rows, (row - WINDOW) * COLUMN_COUNT, row * COLUMN_COUNT),
    ...(market && { market: slice(market, row - WINDOW, row) }),
  };
}

function slice(values: ArrayLike<number>, from: number, to: number): ArrayLike<number> {
  return values instanceof Float64Array
    ? values.subarray(from, to)
    : Array.prototype.slice.call(values, from, to);
}
