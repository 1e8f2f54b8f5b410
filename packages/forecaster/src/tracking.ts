import { type IntervalForecaster, LEVELS, type Span } from "@lstm-predict/volatility";
import { type LevelName, levelName } from "./intervals.ts";

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
  const { held } = noDays();
  windows.forEach((window, k) => {
    const close = closes[k]!;
    for (const { level, lower, upper } of errorBar.forecast(window).intervals) {
      if (lower <= close && close <= upper) held[levelName(level)]++;
    }
    errorBar.update(window, close);
  });
  return { days: windows.length, held };
}

/** What is known of an error bar before the first day. */
export function noDays(): Tracked {
  const held = Object.fromEntries(LEVELS.map((level) => [levelName(level), 0])) as Tracked["held"];
  return { days: 0, held };
}
