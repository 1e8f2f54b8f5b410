import { type BinomialShare, mean, wilsonInterval } from "@lstm-predict/metrics";
import type { Bounds, TestDays } from "./test-days.ts";

const GROUPS = 10;
/** Fewer days in a group say nothing about a standard deviation. */
const DAYS_A_GROUP = 8;
/** Two-sided 95 % quantile of the normal distribution. */
const Z = 1.96;
/** More months than this become years. */
const MONTHS = 30;

/** Days whose forecast standard deviations are alike. */
export interface Group {
  days: number;
  /** Root mean square of the forecast standard deviations. */
  forecast: number;
  /** Root mean square of the returns, and its 95 % interval. */
  realised: number;
  lower: number;
  upper: number;
}

/** Up to ten groups of as many days each, calmest forecasts first; empty with too few days for three. */
export function deciles({ deviation, errors }: TestDays): Group[] {
  const n = deviation.length;
  const count = Math.min(GROUPS, Math.floor(n / DAYS_A_GROUP));
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

/** Coverage with what chance alone may have made of it: its 95 % interval. */
export interface Coverage extends BinomialShare {
  /** "2024-03" for a month, "2024" for a year. */
  name: string;
}

/** Coverage of one level by month, or by year when months are too many. */
export function coverageByPeriod(dates: readonly string[], { held }: Bounds): Coverage[] {
  const group = (digits: number) =>
    Object.entries(Object.groupBy(held.keys(), (k) => dates[k]!.slice(0, digits)));
  const months = group("2024-03".length);
  const periods = months.length > MONTHS ? group("2024".length) : months;
  // An object lists names that look like integers, as years do, first and ascending: both orders are that of time.
  return periods.map(([name, days]) => ({
    name,
    ...wilsonInterval(days!.filter((k) => held[k]).length, days!.length),
  }));
}

/** The scores' coverage by tercile with its interval: terciles of n days differ by one day at most. */
export function coverageByTercile(shares: readonly number[], n: number): Coverage[] {
  return ["calmest", "middle", "wildest"].map((name, k) => {
    const days = Math.round(((k + 1) * n) / 3) - Math.round((k * n) / 3);
    return { name, ...wilsonInterval(days === 0 ? 0 : Math.round(shares[k]! * days), days) };
  });
}
