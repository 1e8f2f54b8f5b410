import { sampleStandardDeviation } from "simple-statistics";

export interface RollingVolatility {
  /** Days that each value looks back on. */
  window: number;
  last: number;
  median: number;
  lowest: { date: string; volatility: number };
  highest: { date: string; volatility: number };
}

/**
 * Sample standard deviation of the last `window` returns, times the root of the sessions in a year;
 * NaN until there are so many.
 */
export function rollingVolatility(returns: Float64Array, window: number, sessions: number): Float64Array {
  return returns.map((_, t) =>
    t + 1 < window
      ? Number.NaN
      : sampleStandardDeviation([...returns.subarray(t + 1 - window, t + 1)]) * Math.sqrt(sessions),
  );
}

/** What a rolling volatility did over time; null when there were too few returns for it. */
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
