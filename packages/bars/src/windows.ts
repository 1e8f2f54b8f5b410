import { COLUMN_COUNT } from "./columns.ts";
import type { Rows } from "./rows.ts";
import type { RawSeries } from "./series.ts";

/** The `window` raw rows `[window, 6]` before bar `at`, as views of the series. */
export function rowsBefore({ rows }: RawSeries, at: number, window: number): Rows {
  return Array.from({ length: window }, (_, row) => {
    const from = (at - window + row) * COLUMN_COUNT;
    return rows.subarray(from, from + COLUMN_COUNT);
  });
}

/** `rowsBefore` each bar of `from` (inclusive) to `to` (exclusive). */
export function windowsBefore(series: RawSeries, from: number, to: number, window: number): Rows[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, k) => rowsBefore(series, from + k, window));
}

/** Index of the first bar that is not before `date` and has `window` bars before it; `length` if there is none. */
export function firstBar({ dates, length }: RawSeries, date: string, window: number): number {
  const found = dates.findIndex((barDate) => barDate >= date);
  return found < 0 ? length : Math.max(found, Math.min(window, length));
}
