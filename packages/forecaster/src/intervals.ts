import { lastCloseOf } from "@lstm-predict/bars";
import { type ErrorBar, type IntervalsByLevel, LEVELS, levelName } from "@lstm-predict/forecasts";
import {
  centreAt,
  type IntervalForecaster,
  interval,
  OWN_BARS,
  type QuantileTracker,
  returnDensity,
  type Span,
  standardDeviation,
} from "@lstm-predict/volatility";

/** The level whose quantile scales the distribution of returns. */
const WIDE = 0.9;
/** The pooled quantile of that level. */
export const POOLED_WIDE = OWN_BARS.quantiles[LEVELS.indexOf(WIDE)]!;

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
  return {
    volatility: standardDeviation(returnDensity(sigma, tracker.quantile(WIDE))),
    intervals: intervalsByLevel(close, sigma, tracker.levels, tracker.quantiles),
  };
}

/**
 * Returns volatility and intervals of a forecast with the given quantiles.
 *
 * Quantiles of intervals that are centred on the forecast are those of its errors: the volatility, which is that of the price,
 * then has the pooled one.
 */
export function describeForecast(
  { naive, sigma, centre }: { naive: number; sigma: number; centre?: number | undefined },
  tracker: QuantileTracker,
): ErrorBar {
  if (centre === undefined) return describeScale(naive, sigma, tracker);
  return {
    volatility: standardDeviation(returnDensity(sigma, POOLED_WIDE)),
    intervals: intervalsByLevel(centre, sigma, tracker.levels, tracker.quantiles),
  };
}

/**
 * Returns the intervals of a close from the quantiles of |return| / sigma, one a level.
 *
 * @param centre of the 50 % interval in sigmas
 */
export function intervalsByLevel(
  close: number,
  sigma: number,
  levels: readonly number[],
  quantiles: ArrayLike<number>,
  centre = 0,
): IntervalsByLevel {
  const byLevel = levels.map((level, k) => {
    const { lower, upper } = interval(close, sigma, quantiles[k]!, centreAt(level, centre));
    return [levelName(level), [lower, upper]];
  });
  return Object.fromEntries(byLevel) as IntervalsByLevel;
}
