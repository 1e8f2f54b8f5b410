import { lastCloseOf } from "@lstm-predict/bars";
import { type ErrorBar, type IntervalsByLevel, levelName } from "@lstm-predict/forecasts";
import {
  type IntervalForecaster,
  interval,
  type QuantileTracker,
  returnDensity,
  type Span,
  standardDeviation,
} from "@lstm-predict/volatility";

/** The level whose quantile scales the distribution of returns. */
const WIDE = 0.9;

/** Returns volatility and intervals of the close after `window`. */
export function describeIntervals(errorBar: IntervalForecaster, window: Span): ErrorBar {
  return describeScale(lastCloseOf(window.rows), errorBar.scale(window), errorBar.tracker);
}

/**
 * Returns volatility and intervals of the next close.
 *
 * @param close the last close
 * @param sigma forecast scale of the next log return
 * @param tracker the quantiles of |return| / sigma
 */
export function describeScale(close: number, sigma: number, tracker: QuantileTracker): ErrorBar {
  const { levels, quantiles } = tracker;
  const byLevel = levels.map((level, k) => {
    const { lower, upper } = interval(close, sigma, quantiles[k]!);
    return [levelName(level), [lower, upper]];
  });
  return {
    volatility: standardDeviation(returnDensity(sigma, tracker.quantile(WIDE))),
    intervals: Object.fromEntries(byLevel) as IntervalsByLevel,
  };
}
