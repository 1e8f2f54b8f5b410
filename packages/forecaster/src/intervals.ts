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

/** The level that a law of returns is fitted to. */
const WIDE = 0.9;

/** What an error bar says of a window. */
export function describeIntervals(errorBar: IntervalForecaster, window: Span): ErrorBar {
  return describeScale(lastCloseOf(window.rows), errorBar.scale(window), errorBar.tracker);
}

/** What a scale of the next log return means around the last close, with the quantiles of a tracker. */
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
