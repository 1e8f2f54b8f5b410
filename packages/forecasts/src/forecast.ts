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

/** A forecast of the close of a later session. */
export interface HorizonForecast {
  /** Sessions from the last bar to the one that is forecast. */
  horizon: number;
  prediction: number;
  /** prediction / naive - 1 */
  return: number;
  /** Standard deviation of the log return over the horizon; absent if the bundle has no error bar. */
  volatility?: number;
  /** Lower and upper price by level; absent if `volatility` is. */
  intervals?: IntervalsByLevel;
}

/** The same with its day. */
export interface SessionForecast extends HorizonForecast {
  /** YYYY-MM-DD. */
  targetDate: string;
  /** Whether all sessions up to `targetDate` are on record in the exchange's calendar, rather than estimated. */
  dateIsCertain: boolean;
}
