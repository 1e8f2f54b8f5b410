import { CLOSE, COLUMN_COUNT } from "./columns.ts";

/**
 * Raw bars, oldest first, with the columns open, high, low, close, volume, adj_close: either rows `[window, 6]`, or one
 * Float64Array `[window * 6]` of all rows one after the other.
 */
export type Rows = ArrayLike<ArrayLike<number>> | Float64Array;

/** The close of the last row; `rows [n * 6]`. */
export function lastCloseOf(rows: ArrayLike<number>): number {
  return rows[rows.length - COLUMN_COUNT + CLOSE]!;
}
