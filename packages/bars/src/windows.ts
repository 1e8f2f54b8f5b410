import { COLUMN_COUNT } from "./columns.ts";
import type { RawSeries } from "./series.ts";

/** The `window` raw rows before bar `at`, end to end [window * 6]: what a forecast of that bar is made from. */
export function rowsBefore({ rows }: Pick<RawSeries, "rows">, at: number, window: number): Float64Array {
  return rows.subarray((at - window) * COLUMN_COUNT, at * COLUMN_COUNT);
}

/** `rowsBefore` of each bar of `from` (inclusive) to `to` (exclusive). */
export function windowsBefore(series: RawSeries, from: number, to: number, window: number): Float64Array[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, k) => rowsBefore(series, from + k, window));
}

/** Returns the first bar of `date` or later that has `window` bars before it, or the length of the series. */
export function firstBar({ dates, length }: RawSeries, date: string, window: number): number {
  return withWindow(
    dates.findIndex((day) => day >= date),
    length,
    window,
  );
}

/** Returns the first bar later than `date` that has `window` bars before it, or the length of the series. */
export function firstBarAfter({ dates, length }: RawSeries, date: string, window: number): number {
  return withWindow(
    dates.findIndex((day) => day > date),
    length,
    window,
  );
}

function withWindow(found: number, length: number, window: number): number {
  return found < 0 ? length : Math.max(found, Math.min(window, length));
}
