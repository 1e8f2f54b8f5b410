import { lastCloseOf } from "@lstm-predict/bars";
import { type IntervalsByLevel, LEVELS, type LevelName, levelName } from "@lstm-predict/forecasts";
import type { IntervalForecaster, Span } from "@lstm-predict/volatility";
import { describeScale } from "./intervals.ts";

/** Days that an error bar followed, each forecast before its close was known. */
export interface Tracked {
  days: number;
  /** Number of days on which the interval of the level contained the close. */
  held: Record<LevelName, number>;
}

/**
 * Lets `errorBar` follow days, oldest first.
 *
 * @param windows the window before each day `[n]`
 * @param closes the close of each day `[n]`
 * @param centres what the intervals of each day are centred on `[n]`; by default the last close before it
 */
export function trackDays(
  errorBar: IntervalForecaster,
  windows: readonly Span[],
  closes: ArrayLike<number>,
  centres?: ArrayLike<number>,
): Tracked {
  const tracked = noDays();
  windows.forEach((window, k) => {
    const close = closes[k]!;
    const centre = centres?.[k] ?? lastCloseOf(window.rows);
    const sigma = errorBar.scale(window);
    countDay(tracked, describeScale(centre, sigma, errorBar.tracker).intervals, close);
    errorBar.tracker.update(Math.abs(Math.log(close / centre)) / sigma);
  });
  return tracked;
}

/** The count before the first day. */
export function noDays(): Tracked {
  const held = Object.fromEntries(LEVELS.map((level) => [levelName(level), 0])) as Tracked["held"];
  return { days: 0, held };
}

/** Counts one more day, with the intervals forecast for it and its close. */
export function countDay(tracked: Tracked, intervals: IntervalsByLevel, close: number): void {
  tracked.days++;
  for (const [level, [lower, upper]] of Object.entries(intervals)) {
    if (lower <= close && close <= upper) tracked.held[level as LevelName]++;
  }
}
