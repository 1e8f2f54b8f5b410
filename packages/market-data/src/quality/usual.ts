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
/** The same for the step of the prices, of which a price near its step makes few. */
const STEP_NEIGHBOURS = 500;
/** As many of the smallest changes may be by chance; the next one is the step of the prices. */
const CHANCE_STEPS = 4;
/** A smaller change, as a share of the price, is the rounding of floating-point numbers. */
const ROUNDING = 1e-6;

/** What is usual around a bar; medians, so that a single jump has no weight. */
export interface Usual {
  /** Standard deviation of the moves from close to close, in logs; at least one step of the prices. */
  sigma: number;
  /** Low to high of a day, in logs; at least one step of the prices. */
  range: number;
  /** Volume of a day; 0 for series without volume. */
  volume: number;
}

/** What is usual around the bar `bars[i]`; undefined if there are too few bars to tell. */
export function usualAround(bars: readonly Bar[], i: number): Usual | undefined {
  const near = bars.slice(Math.max(0, i - NEIGHBOURS), i + NEIGHBOURS + 1);
  if (near.length < MIN_BARS) return undefined;
  const moves = near.slice(1).map(({ close }, k) => Math.abs(Math.log(close / near[k]!.close)));
  const from = Math.max(0, i - VOLUME_BARS);
  const others = bars.slice(from, from + VOLUME_BARS);
  const step = stepAround(bars, i);
  return {
    sigma: Math.max(median(moves) / MEDIAN_TO_SIGMA, MIN_SIGMA, step),
    range: Math.max(median(near.map(({ high, low }) => Math.log(high / low))), step),
    volume: median(others.map(({ volume }) => volume)),
  };
}

/** The smallest change of a price, as a share of the price: a stock at 0.03 moves by a third or not at all. */
function stepAround(bars: readonly Bar[], i: number): number {
  const near = bars.slice(Math.max(0, i - STEP_NEIGHBOURS), i + STEP_NEIGHBOURS + 1);
  const prices = near.flatMap(({ open, high, low, close }) => [open, high, low, close]);
  const { close } = bars[i - 1] ?? bars[i]!;
  const changes = prices.slice(1).map((price, k) => Math.abs(price - prices[k]!));
  const steps = changes.filter((change) => change > ROUNDING * close).sort((a, b) => a - b);
  return (steps[CHANCE_STEPS] ?? 0) / close;
}
