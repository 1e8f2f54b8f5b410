import {
  type IntervalForecaster,
  returnDensity,
  type Span,
  standardDeviation,
} from "@lstm-predict/volatility";

/** Percent of the days on which the next close should lie in an interval. */
export type LevelName = "50" | "80" | "90" | "95";

/** Lower and upper price by level; a wider one holds a narrower one. */
export type IntervalsByLevel = Record<LevelName, [lower: number, upper: number]>;

/** The share `level` as percent. */
export function levelName(level: number): LevelName {
  return String(Math.round(100 * level)) as LevelName;
}

/** What an error bar says of a window, as forecasts carry it. */
export function describeIntervals(
  errorBar: IntervalForecaster,
  window: Span,
): { volatility: number; intervals: IntervalsByLevel } {
  const { sigma, intervals } = errorBar.forecast(window);
  const byLevel = intervals.map(({ level, lower, upper }) => [levelName(level), [lower, upper]]);
  return {
    volatility: standardDeviation(returnDensity(sigma, errorBar.tracker.quantile(0.9))),
    intervals: Object.fromEntries(byLevel) as IntervalsByLevel,
  };
}
