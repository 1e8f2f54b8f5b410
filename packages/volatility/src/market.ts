import { COLUMN_COUNT } from "@lstm-predict/bars";
import { logRangeVariance } from "./days.ts";
import { VolatilityError } from "./errors.ts";

/** Dated rows of one symbol: `dates [n]` (YYYY-MM-DD) ascending, `rows [n, 6]`. */
export interface DatedRows {
  readonly dates: readonly string[];
  readonly rows: ArrayLike<number>;
}

/**
 * Returns the market's log range variance by date, ascending: the mean over the symbols that traded that day.
 *
 * One index fund is enough, such as SPY.
 *
 * @throws VolatilityError as `readDays`
 */
export function marketByDate(symbols: readonly DatedRows[]): Map<string, number> {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const { dates, rows } of symbols) {
    if (rows.length !== dates.length * COLUMN_COUNT) {
      throw new VolatilityError(
        "bad_shape",
        `rows has ${rows.length} values for ${dates.length} dates: expected ${COLUMN_COUNT} a date`,
      );
    }
    logRangeVariance(rows).forEach((value, day) => {
      const date = dates[day + 1]!;
      const { sum, count } = sums.get(date) ?? { sum: 0, count: 0 };
      sums.set(date, { sum: sum + value, count: count + 1 });
    });
  }
  return new Map(
    [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([date, { sum, count }]) => [date, sum / count]),
  );
}

/**
 * Returns the market on each of `dates [n]`, the `market` of a span.
 *
 * A date without a value gets the last value before it, never a later one; a date before the first value gets NaN.
 */
export function alignMarket(dates: readonly string[], market: ReadonlyMap<string, number>): Float64Array {
  const days = [...market].sort(([a], [b]) => (a < b ? -1 : 1));
  let next = 0;
  let last = Number.NaN;
  return Float64Array.from(dates, (date) => {
    while (next < days.length && days[next]![0] <= date) last = days[next++]![1];
    return last;
  });
}
