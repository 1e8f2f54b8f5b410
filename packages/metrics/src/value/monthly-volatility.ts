import { sampleStandardDeviation } from "simple-statistics";
import { mean } from "../mean.ts";

/** A month with fewer returns says too little about its volatility. */
const LEAST_RETURNS = 10;

/** Sample standard deviation of the `returns [n]` on `dates [n]` (YYYY-MM-DD, ascending) by calendar month of at least 10 returns. */
export function monthlyVolatilities(dates: readonly string[], returns: Float64Array): number[] {
  const months = new Map<string, number[]>();
  for (const [t, date] of dates.entries()) {
    const month = date.slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), returns[t]!]);
  }
  return [...months.values()]
    .filter((values) => values.length >= LEAST_RETURNS)
    .map((values) => sampleStandardDeviation(values));
}

/**
 * How unsteady the risk is: the standard deviation of the monthly volatilities over their mean, so that half the position
 * has the same. NaN for fewer than two months, or without risk.
 */
export function volatilityScatter(dates: readonly string[], returns: Float64Array): number {
  const volatilities = monthlyVolatilities(dates, returns);
  const centre = mean(volatilities);
  if (volatilities.length < 2 || centre === 0) return Number.NaN;
  return sampleStandardDeviation(volatilities) / centre;
}
