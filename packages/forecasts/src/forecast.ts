import type { LevelName } from "./levels.ts";

/** Lower and upper price by level; a higher level contains the lower ones. */
export type IntervalsByLevel = Record<LevelName, [lower: number, upper: number]>;

/** How far the next close may lie from the last one. */
export interface ErrorBar {
  /** Standard deviation of the next log return. */
  volatility: number;
  intervals: IntervalsByLevel;
}

/** A forecast of the close after a window, in the unit of its prices. */
export interface Forecast {
  prediction: number;
  /** The naive forecast "tomorrow = today": the last close. */
  naive: number;
  /** prediction / naive - 1 */
  return: number;
  /** Standard deviation of the next log return; absent if the bundle has no error bar, as in version 0.1. */
  volatility?: number;
  /** Lower and upper price by level; absent if `volatility` is. */
  intervals?: IntervalsByLevel;
}
