import type { Bar } from "@lstm-predict/bars";
import { median } from "../median.ts";

/** Bars on either side whose moves and ranges are compared with a day's. */
const NEIGHBOURS = 50;
/** Bars before a day whose volume is compared with the day's: those after it may still trade on the news. */
const VOLUME_BARS = 20;
/** Fewer bars say nothing of what is usual. */
const MIN_BARS = 20;
/** Median of the absolute value of a normal variable, as a share of its standard deviation. */
const MEDIAN_TO_SIGMA = 0.6745;
/** Prices are rounded, and some hardly move. */
const MIN_SIGMA = 0.002;

/** What is usual around a bar; medians, so that a single jump has no weight. */
export interface Usual {
  /** Standard deviation of the moves from close to close, in logs. */
  sigma: number;
  /** Low to high of a day, in logs. */
  range: number;
  /** Volume of a day; 0 for series without volume. */
  volume: number;
}

/** What is usual around the bar `bars[i]`; undefined if there are too few bars to tell. */
export function usualAround(bars: readonly Bar[], i: number): Usual | undefined {
  const near = bars.slice(Math.max(0, i - NEIGHBOURS), i + NEIGHBOURS + 1);
  if (near.length < MIN_BARS) return undefined;
  const moves = near.slice(1).map(({ close }, k) => Math.abs(Math.log(close / near[k]!.close)));
  const before = bars.slice(Math.max(0, i - VOLUME_BARS), i);
  const others = before.length > 0 ? before : bars.slice(1, VOLUME_BARS);
  return {
    sigma: Math.max(median(moves) / MEDIAN_TO_SIGMA, MIN_SIGMA),
    range: median(near.map(({ high, low }) => Math.log(high / low))),
    volume: median(others.map(({ volume }) => volume)),
  };
}
