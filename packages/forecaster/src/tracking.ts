import { type IntervalsByLevel, LEVELS, type LevelName, levelName } from "@lstm-predict/forecasts";
import type { IntervalForecaster, Span } from "@lstm-predict/volatility";
import { describeIntervals } from "./intervals.ts";

/** Days that an error bar followed, each forecast before its close was taken up. */
export interface Tracked {
  days: number;
  /** On how many of them the close lay in the interval of the level. */
  held: Record<LevelName, number>;
}

/** Lets an error bar follow days in the order of time: window k, and the close that came after it. */
export function trackDays(
  errorBar: IntervalForecaster,
  windows: readonly Span[],
  closes: ArrayLike<number>,
): Tracked {
  const tracked = noDays();
  windows.forEach((window, k) => {
    const close = closes[k]!;
    countDay(tracked, describeIntervals(errorBar, window).intervals, close);
    errorBar.update(window, close);
  });
  return tracked;
}

/** What is known of an error bar before the first day. */
export function noDays(): Tracked {
  const held = Object.fromEntries(LEVELS.map((level) => [levelName(level), 0])) as Tracked["held"];
  return { days: 0, held };
}

/** One more day, and the close that came of it. */
export function countDay(tracked: Tracked, intervals: IntervalsByLevel, close: number): void {
  tracked.days++;
  for (const [level, [lower, upper]] of Object.entries(intervals)) {
    if (lower <= close && close <= upper) tracked.held[level as LevelName]++;
  }
}
