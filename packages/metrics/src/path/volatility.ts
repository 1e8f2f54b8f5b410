import { sampleStandardDeviation } from "simple-statistics";

/** Summary of a rolling volatility, annualised. */
export interface RollingVolatility {
  /** Returns that each value is computed from. */
  window: number;
  last: number;
  median: number;
  lowest: { date: string; volatility: number };
  highest: { date: string; volatility: number };
}

/**
 * Annualised volatility `[n]`: the sample standard deviation of the last `window` returns times the square root of
 * `sessions`, the sessions a year. The first `window` - 1 values are NaN.
 */
export function rollingVolatility(returns: Float64Array, window: number, sessions: number): Float64Array {
  return returns.map((_, t) =>
    t + 1 < window
      ? Number.NaN
      : sampleStandardDeviation([...returns.subarray(t + 1 - window, t + 1)]) * Math.sqrt(sessions),
  );
}

/** Summarises a rolling volatility `[n]` on `dates [n]`; null if there are fewer than `window` returns. */
export function describeVolatility(
  dates: readonly string[],
  volatility: Float64Array,
  window: number,
): RollingVolatility | null {
  const values = volatility.subarray(window - 1);
  if (values.length === 0) return null;
  const order = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const at = (k: number) => ({ date: dates[window - 1 + k]!, volatility: values[k]! });
  return {
    window,
    last: values.at(-1)!,
    median: (values[order[(order.length - 1) >> 1]!]! + values[order[order.length >> 1]!]!) / 2,
    lowest: at(order[0]!),
    highest: at(order.at(-1)!),
  };
}
