import type { LevelName } from "./levels.ts";

/** Lower and upper price by level; a wider one holds a narrower one. */
export type IntervalsByLevel = Record<LevelName, [lower: number, upper: number]>;

/** How far the next close may lie from the last one, as forecasts carry it. */
export interface ErrorBar {
  /** Standard deviation of the next log return. */
  volatility: number;
  intervals: IntervalsByLevel;
}

/** The next close after a window, in the unit of its prices. */
export interface Forecast {
  prediction: number;
  /** "Tomorrow = today": the last close. */
  naive: number;
  /** prediction / naive - 1 */
  return: number;
  /** Standard deviation of the next log return; absent when the bundle has no intervals, as those of version 0.1. */
  volatility?: number;
  /** Where the next close is expected to lie, by percent of the days; absent with `volatility`. */
  intervals?: IntervalsByLevel;
}
