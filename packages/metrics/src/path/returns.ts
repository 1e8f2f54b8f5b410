import { yearsBetween } from "./calendar.ts";

/** Simple returns p[t] / p[t - 1] - 1 `[n - 1]` of `prices [n]`. */
export function simpleReturns(prices: Float64Array): Float64Array {
  return Float64Array.from({ length: prices.length - 1 }, (_, t) => prices[t + 1]! / prices[t]! - 1);
}

/** Simple return from the first price to the last. */
export function totalReturn(prices: Float64Array): number {
  return prices.at(-1)! / prices[0]! - 1;
}

/** Annualised return of `prices [n]` on `dates [n]`; null for less than a year, where it would extrapolate. */
export function annualReturn(dates: readonly string[], prices: Float64Array): number | null {
  const years = yearsBetween(dates[0]!, dates.at(-1)!);
  return years < 1 ? null : (prices.at(-1)! / prices[0]!) ** (1 / years) - 1;
}
