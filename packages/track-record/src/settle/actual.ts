import type { Bar } from "@lstm-predict/bars";
import type { IssuedForecast } from "../ledger/forecast.ts";

/** Largest relative difference of the same price in two downloads, from rounding to float32. */
const ROUNDING = 5e-6;

/** Whether two prices, or factors, differ by no more than rounding. */
export function isSame(a: number, b: number): boolean {
  return Math.abs(a / b - 1) < ROUNDING;
}

/** What bars say about a forecast. */
export interface Actual {
  /** Date of the bar that settles. */
  session: string;
  close: number;
  factor: number;
}

/**
 * Finds the close that a forecast was about: that of the `horizon`-th bar after the bar of `asOf`.
 *
 * So sessions are counted as they took place. A holiday that was not known, or a halt, moves the forecast to the next day
 * that traded, as in a backtest. Dividends change nothing: forecasts and closes are both adjusted for splits alone.
 *
 * @param bars ascending
 * @returns undefined while the bar has not come, or if the bars have none of `asOf`
 */
export function findActual(forecast: IssuedForecast, bars: readonly Bar[]): Actual | undefined {
  const at = findBar(bars, forecast.asOf);
  const bar = at < 0 ? undefined : bars[at + forecast.horizon];
  return bar && { session: bar.date, close: bar.close, factor: splitFactor(forecast, bars, at) };
}

/**
 * The scale of the forecast over that of the bars, from the close of `asOf` then and now.
 *
 * A split scales every earlier price, a revision one day's. So if the close before `asOf` is what it was, that of `asOf` was
 * revised, and the scale is the same.
 */
function splitFactor({ naive, previousClose }: IssuedForecast, bars: readonly Bar[], at: number): number {
  const previous = bars[at - 1]?.close;
  if (previousClose !== undefined && previous !== undefined && isSame(previousClose, previous)) return 1;
  const factor = naive / bars[at]!.close;
  // Exactly 1, so that no price is changed by rounding.
  return isSame(factor, 1) ? 1 : factor;
}

/** The index of the bar of `date`; -1 if there is none. */
function findBar(bars: readonly Bar[], date: string): number {
  let [low, high] = [0, bars.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bars[middle]!.date < date) low = middle + 1;
    else high = middle;
  }
  return bars[low]?.date === date ? low : -1;
}
