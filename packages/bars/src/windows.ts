import { COLUMN_COUNT } from "./columns.ts";
import type { Rows } from "./rows.ts";
import type { RawSeries } from "./series.ts";

/** The `window` raw rows before bar `at`, as a client of the API would send them. */
export function rowsBefore({ rows }: RawSeries, at: number, window: number): Rows {
  return Array.from({ length: window }, (_, row) => {
    const from = (at - window + row) * COLUMN_COUNT;
    return rows.subarray(from, from + COLUMN_COUNT);
  });
}

/** The same for each bar of `from` (inclusive) to `to` (exclusive). */
export function windowsBefore(series: RawSeries, from: number, to: number, window: number): Rows[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, k) => rowsBefore(series, from + k, window));
}

/** The first bar of the date or after it that has `window` bars before it; the series' length when there is none. */
export function firstBar({ dates, length }: RawSeries, date: string, window: number): number {
  const found = dates.findIndex((barDate) => barDate >= date);
  return found < 0 ? length : Math.max(found, Math.min(window, length));
}
