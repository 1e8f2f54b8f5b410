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

/** The first bar of `date` or later that has `window` bars before it; the series' length when there is none. */
export function firstBar({ dates, length }: RawSeries, date: string, window: number): number {
  return withWindow(
    dates.findIndex((day) => day >= date),
    length,
    window,
  );
}

/** The first bar later than `date` that has `window` bars before it; the series' length when there is none. */
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
