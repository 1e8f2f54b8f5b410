import { lastCloseOf } from "@lstm-predict/bars";
import { object, quote } from "@lstm-predict/checks";
import { LEVELS } from "@lstm-predict/forecasts";
import { z } from "zod";
import { conformalQuantile, mixQuantiles } from "./conformal.ts";
import { readDays } from "./days.ts";
import { VolatilityError } from "./errors.ts";
import type { FittedVolatility, VolatilityState } from "./forecaster.ts";
import { atHorizon, scaleAt, scaleOf } from "./horizons/knots.ts";
import { readTermBars, TermBars, type TermBarsState } from "./horizons/term-bars.ts";
import { type Interval, interval } from "./interval.ts";
import { DEFAULT_ETA, QuantileTracker, type TrackerState } from "./quantile-tracker.ts";
import { readState } from "./read-state.ts";
import { type Span, type TypedSpan, WINDOW, windowBefore } from "./span.ts";
import { volatilityFromJSON } from "./volatility-state.ts";

/** Options of `IntervalForecaster.calibrate`. */
export interface CalibrateOptions {
  /** First row that calibrates, at least 60. It and later rows should not have been used for fitting. */
  readonly from: number;
  /** Nominal coverages, ascending, between 0 and 1; default `LEVELS`. */
  readonly levels?: readonly number[];
  /**
   * Quantiles of a pooled model, one a level, to mix with the symbol's (see `mixQuantiles`).
   *
   * They fit volatilities on the level of the range variance, so not constant, EWMA of returns and GARCH.
   */
  readonly pooled?: readonly number[];
  /** Step size of the quantile tracker; 0 keeps the quantiles as calibrated. */
  readonly eta?: number;
}

/** The document `intervals.json` of a bundle; version 1 knows one horizon, the next session. */
export type IntervalState = { volatility: VolatilityState; tracker: TrackerState } & (
  | { version: 1 }
  | ({ version: 2 } & TermBarsState)
);

/** Intervals of the next close. */
export interface IntervalForecast {
  /** Scale of the next log return: intervals are multiples of it. */
  readonly sigma: number;
  /** One a level, ascending. */
  readonly intervals: Interval[];
}

const INTERVAL = object({
  version: z.literal([1, 2], "1 or 2"),
  volatility: z.unknown(),
  tracker: z.unknown(),
});

/**
 * The error bar of a forecast: a fitted volatility, with quantiles of |return| / sigma that follow each day.
 *
 * @example
 * const errorBar = IntervalForecaster.calibrate(har.fit(training), span, { from: validationFrom });
 * const { intervals } = errorBar.forecast(window); // [{ level: 0.5, lower, upper }, ...]
 * errorBar.update(window, nextClose);
 */
export class IntervalForecaster {
  /** Of the next session. */
  readonly volatility: FittedVolatility;
  /** Of the next session. */
  readonly tracker: QuantileTracker;
  /** The error bars of later sessions. */
  readonly later: TermBars;

  /** @param later by default zero-shot, from the symbol's own bars */
  constructor(volatility: FittedVolatility, tracker: QuantileTracker, later?: TermBars) {
    this.volatility = volatility;
    this.tracker = tracker;
    this.later = later ?? TermBars.beside(volatility, tracker);
  }

  /**
   * Calibrates the quantiles on rows `from` .. n - 1 of a span, each forecast from the 60 rows before it.
   *
   * For volatilities outside a bundle; training calibrates all forecasters of a bundle at once, in
   * `@lstm-predict/evaluation`.
   *
   * @throws VolatilityError `bad_option` for `from` outside 60 .. n - 1 or a wrong number of pooled quantiles; others as
   * `readDays` and `conformalQuantile`
   */
  static calibrate(
    volatility: FittedVolatility,
    span: TypedSpan,
    options: CalibrateOptions,
  ): IntervalForecaster {
    const { from, levels = LEVELS, pooled, eta = DEFAULT_ETA } = options;
    const scores = scoresOf(volatility, span, from);
    const calibrated = levels.map((level) => conformalQuantile(scores, level));
    if (pooled && pooled.length !== levels.length) {
      throw new VolatilityError(
        "bad_option",
        `pooled is ${quote(pooled)}: expected ${levels.length} quantiles, one a level`,
      );
    }
    const quantiles = pooled ? mixQuantiles(calibrated, pooled) : calibrated;
    return new IntervalForecaster(volatility, new QuantileTracker(levels, quantiles, eta));
  }

  /** Forecasts the scale of the log return after a window of 60 rows. */
  scale(window: Span): number {
    return Math.exp(this.volatility.forecast(window) / 2);
  }

  /** The quantiles of each of `KNOTS`. */
  get trackers(): QuantileTracker[] {
    return [this.tracker, ...this.later.trackers];
  }

  /** The quantiles of |return| / sigma over `horizon` sessions, one a level. */
  quantilesAt(horizon: number): number[] {
    const byKnot = this.trackers.map(({ quantiles }) => quantiles);
    return this.tracker.levels.map((_, level) =>
      atHorizon(
        byKnot.map((quantiles) => quantiles[level]!),
        horizon,
      ),
    );
  }

  /**
   * The scale of the log return over `horizon` sessions after the next, and its quantiles, one a level.
   *
   * @param logVariances a day, one for each of `KNOTS`
   * @param network its log variance a day over the horizon, if it forecasts one
   */
  at(
    horizon: number,
    logVariances: ArrayLike<number>,
    network?: number,
  ): { sigma: number; quantiles: readonly number[] } {
    const mixed = this.later.mixedAt(horizon, logVariances, network);
    return mixed
      ? { sigma: scaleOf(mixed.logVariance, horizon), quantiles: mixed.tracker.quantiles }
      : { sigma: scaleAt(logVariances, horizon), quantiles: this.quantilesAt(horizon) };
  }

  /** The same error bars with quantiles of their own. */
  copy(): IntervalForecaster {
    return new IntervalForecaster(this.volatility, this.tracker.copy(), this.later.copy());
  }

  /** Forecasts the log variance a day, averaged over the next h sessions, for each h of `KNOTS`. */
  termStructure(window: Span): number[] {
    const next = this.volatility.forecast(window);
    return [next, ...this.later.logVariances(window, next)];
  }

  /** Forecasts the intervals of the close after a window of 60 rows. */
  forecast(window: Span): IntervalForecast {
    const sigma = this.scale(window);
    const close = lastCloseOf(window.rows);
    const { levels, quantiles } = this.tracker;
    const intervals = levels.map((level, k) => ({ level, ...interval(close, sigma, quantiles[k]!) }));
    return { sigma, intervals };
  }

  /** Updates the quantiles with the close after `window`. Call it once a day, before the next forecast. */
  update(window: Span, nextClose: number): void {
    const close = lastCloseOf(window.rows);
    this.tracker.update(Math.abs(Math.log(nextClose / close)) / this.scale(window));
  }

  toJSON(): IntervalState {
    const next = { volatility: this.volatility.toJSON(), tracker: this.tracker.toJSON() };
    const later = this.later.toJSON();
    return later ? { version: 2, ...next, ...later } : { version: 1, ...next };
  }

  /**
   * Reads what `toJSON` wrote.
   *
   * @param externals names of the external forecasts that windows contain (see `Span.external`)
   * @throws VolatilityError `bad_state`, which names the first wrong field
   */
  static fromJSON(state: unknown, externals: readonly string[] = []): IntervalForecaster {
    const { version, volatility, tracker } = readState(INTERVAL, state, "interval");
    const later = version === 1 ? undefined : readTermBars(state);
    return new IntervalForecaster(
      volatilityFromJSON(volatility, externals, "volatility", later?.pooled),
      QuantileTracker.fromJSON(tracker),
      later,
    );
  }
}

/** Computes |return| / sigma `[n - from]` of rows `from` .. n - 1, each forecast from the 60 rows before it. */
function scoresOf(volatility: FittedVolatility, span: TypedSpan, from: number): Float64Array {
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
