import type { Moments } from "./moments.ts";

/** Share of a normal distribution beyond k standard deviations from its mean, by k: 2 * (1 - Phi(k)). */
const NORMAL_SHARE = { 3: 2.6997960632601866e-3, 4: 6.334248366623973e-5 } as const;

const EXTREMES = 5;

/** Days with a return beyond `sigma` standard deviations, and how many a normal distribution would have. */
export interface TailCount {
  sigma: number;
  days: number;
  expected: number;
}

/** The return of one day, as a share. */
export interface DatedReturn {
  date: string;
  return: number;
}

/** Counts the days beyond 3 and 4 standard deviations; empty if the returns do not vary. */
export function tailCounts(returns: Float64Array, { mean, standardDeviation, count }: Moments): TailCount[] {
  if (!standardDeviation) return [];
  return Object.entries(NORMAL_SHARE).map(([sigma, share]) => ({
    sigma: Number(sigma),
    days: returns.filter((value) => Math.abs(value - mean) > Number(sigma) * standardDeviation).length,
    expected: share * count,
  }));
}

/** The five lowest negative and highest positive returns, most extreme first; `dates[t]` is the day of `returns[t]`. */
export function extremes(dates: readonly string[], returns: Float64Array) {
  const days = Array.from(returns, (value, t): DatedReturn => ({ date: dates[t]!, return: value }));
  const ascending = days.toSorted((a, b) => a.return - b.return);
  return {
    worst: ascending.filter((day) => day.return < 0).slice(0, EXTREMES),
    best: ascending
      .reverse()
      .filter((day) => day.return > 0)
      .slice(0, EXTREMES),
  };
}
