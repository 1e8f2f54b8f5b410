import { type BinomialShare, mean, wilsonInterval } from "@lstm-predict/metrics";
import type { Bounds, TestDays } from "./test-days.ts";

const GROUPS = 10;
/** Fewer days do not suffice to estimate a standard deviation. */
const MIN_DAYS = 8;
/** The 97.5 % quantile of the standard normal distribution. */
const Z = 1.96;
/** With more months, coverage is grouped by year. */
const MAX_MONTHS = 30;

/** Days with similar forecast standard deviations. */
export interface Group {
  days: number;
  /** Root mean square of the forecast standard deviations. */
  forecast: number;
  /** Root mean square of the returns, and its 95 % interval. */
  realised: number;
  lower: number;
  upper: number;
}

/** Groups the days by forecast standard deviation into up to ten groups of equal size, calmest first; empty below three. */
export function deciles({ deviation, errors }: TestDays): Group[] {
  const n = deviation.length;
  const count = Math.min(GROUPS, Math.floor(n / MIN_DAYS));
  if (count < 3) return [];
  const order = Array.from({ length: n }, (_, k) => k).sort((a, b) => deviation[a]! - deviation[b]!);
  return Array.from({ length: count }, (_, group) => {
    const days = order.slice(Math.round((group * n) / count), Math.round(((group + 1) * n) / count));
    const squares = (values: Float64Array) => days.map((k) => values[k]! ** 2);
    const returns = squares(errors.naive);
    const variance = mean(returns);
    const half = Z * Math.sqrt(mean(returns.map((square) => (square - variance) ** 2)) / days.length);
    return {
      days: days.length,
      forecast: Math.sqrt(mean(squares(deviation))),
      realised: Math.sqrt(variance),
      lower: Math.sqrt(Math.max(0, variance - half)),
      upper: Math.sqrt(variance + half),
    };
  });
}

/** Coverage with its 95 % confidence interval. */
export interface Coverage extends BinomialShare {
  /** "2024-03" for a month, "2024" for a year. */
  name: string;
}

/** Coverage of one level by month, or by year if there are more than MAX_MONTHS months. */
export function coverageByPeriod(dates: readonly string[], { held }: Bounds): Coverage[] {
  const group = (digits: number) =>
    Object.entries(Object.groupBy(held.keys(), (k) => dates[k]!.slice(0, digits)));
  const months = group("2024-03".length);
  const periods = months.length > MAX_MONTHS ? group("2024".length) : months;
  // An object lists integer-like names such as years in ascending order, and others as inserted: both are in time order.
  return periods.map(([name, days]) => ({
    name,
    ...wilsonInterval(days!.filter((k) => held[k]).length, days!.length),
  }));
}

/** The coverage by tercile with its confidence interval; the sizes of terciles of n days differ by at most one day. */
export function coverageByTercile(shares: readonly number[], n: number): Coverage[] {
  return ["calmest", "middle", "wildest"].map((name, k) => {
    const days = Math.round(((k + 1) * n) / 3) - Math.round((k * n) / 3);
    return { name, ...wilsonInterval(days === 0 ? 0 : Math.round(shares[k]! * days), days) };
  });
}
