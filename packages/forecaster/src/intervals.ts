import { lastCloseOf } from "@lstm-predict/bars";
import {
  type ErrorBar,
  type HorizonForecast,
  type IntervalsByLevel,
  LEVELS,
  levelName,
} from "@lstm-predict/forecasts";
import {
  atHorizon,
  centreAt,
  checkHorizon,
  type IntervalForecaster,
  interval,
  KNOTS,
  OWN_BARS,
  returnDensity,
  type Span,
  standardDeviation,
  VolatilityError,
} from "@lstm-predict/volatility";
import type { WindowForecast } from "./window-forecast.ts";

/** The level whose quantile scales the distribution of returns. */
const WIDE = 0.9;
/** The pooled quantile of that level. */
export const POOLED_WIDE = OWN_BARS.quantiles[LEVELS.indexOf(WIDE)]!;

/** The log variance a day by horizon; NaN for prices so far apart that their ratios overflow. */
export function termStructureOf(errorBar: IntervalForecaster, window: Span): number[] {
  try {
    return errorBar.termStructure(window);
  } catch (error) {
    if (error instanceof VolatilityError) return KNOTS.map(() => Number.NaN);
    throw error;
  }
}

/** Returns volatility and intervals of the close after `window`. */
export function describeIntervals(errorBar: IntervalForecaster, window: Span): ErrorBar {
  return describeNext({ naive: lastCloseOf(window.rows), sigma: errorBar.scale(window) }, errorBar);
}

/** What the intervals of the next close are made from. */
export interface NextScale {
  /** The last close. */
  naive: number;
  /** Forecast scale of the next log return. */
  sigma: number;
  /** The price that the intervals are centred on, if that is not the last close. */
  centre?: number | undefined;
}

/**
 * Returns volatility and intervals of the next close with the quantiles of `errorBar`.
 *
 * Quantiles of intervals that are centred on the forecast are those of its errors: the volatility, which is that of the price,
 * then has the pooled one.
 */
export function describeNext(
  { naive, sigma, centre }: NextScale,
  { tracker, later }: IntervalForecaster,
): ErrorBar {
  const wide = centre === undefined ? tracker.quantile(WIDE) : POOLED_WIDE;
  const middle = centre === undefined ? later.centre[0] : 0;
  return {
    volatility: standardDeviation(returnDensity(sigma, wide)),
    intervals: intervalsByLevel(centre ?? naive, sigma, tracker.levels, tracker.quantiles, middle),
  };
}

/** What the forecasts of all horizons are made from. */
export type TermScale = Pick<
  WindowForecast,
  "prediction" | "naive" | "sigma" | "centre" | "logVariances" | "later"
>;

/**
 * Returns the forecast of a later close: the network's own if it forecasts the horizon, else that of the next one, plus the drift of
 * the sessions between.
 *
 * @param errorBar its quantiles are those of the intervals
 * @param drift mean log return a day
 */
export function describeHorizon(
  { prediction, naive, sigma: next, centre: middle, logVariances, later }: TermScale,
  errorBar: IntervalForecaster | undefined,
  drift: number,
  horizon: number,
): HorizonForecast {
  checkHorizon(horizon);
  const network = later?.[horizon];
  const price = network?.price ?? prediction * Math.exp((horizon - 1) * drift);
  const point = { horizon, prediction: price, return: price / naive - 1 };
  if (!errorBar || !logVariances || next === undefined) return point;
  if (horizon === 1) return { ...point, ...describeNext({ naive, sigma: next, centre: middle }, errorBar) };
  const { levels } = errorBar.tracker;
  const { sigma, quantiles } = errorBar.at(horizon, logVariances, network?.logVariance);
  const centre = atHorizon(errorBar.later.centre, horizon);
  const wide = quantiles[levels.indexOf(WIDE)]!;
  return {
    ...point,
    volatility: standardDeviation(returnDensity(sigma, wide, horizon)),
    intervals: intervalsByLevel(naive, sigma, levels, quantiles, centre),
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
