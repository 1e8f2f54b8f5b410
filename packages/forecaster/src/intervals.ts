import {
  type IntervalForecaster,
  interval,
  type QuantileTracker,
  returnDensity,
  type Span,
  standardDeviation,
} from "@lstm-predict/volatility";
import { lastCloseOf } from "./rows.ts";

/** The level that a law of returns is fitted to. */
const WIDE = 0.9;

/** Percent of the days on which the next close should lie in an interval. */
export type LevelName = "50" | "80" | "90" | "95";

/** Lower and upper price by level; a wider one holds a narrower one. */
export type IntervalsByLevel = Record<LevelName, [lower: number, upper: number]>;

/** What an error bar says of the next close, as forecasts carry it. */
export interface ErrorBar {
  /** Standard deviation of the next log return. */
  volatility: number;
  intervals: IntervalsByLevel;
}

/** The share `level` as percent. */
export function levelName(level: number): LevelName {
  return String(Math.round(100 * level)) as LevelName;
}

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

/** The scale that intervals of `describeScale` were made from. */
export function scaleOf(close: number, intervals: IntervalsByLevel, tracker: QuantileTracker): number {
  return Math.log(intervals[levelName(WIDE)][1] / close) / tracker.quantile(WIDE);
}
