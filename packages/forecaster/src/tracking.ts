import { type IntervalsByLevel, LEVELS, type LevelName, levelName } from "@lstm-predict/forecasts";

/** Days that an error bar followed, each forecast before its close was known. */
export interface Tracked {
  days: number;
  /** Number of days on which the interval of the level contained the close. */
  held: Record<LevelName, number>;
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
