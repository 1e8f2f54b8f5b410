import { CLOSE, COLUMN_COUNT } from "./columns.ts";

/**
 * Raw bars, oldest first: [window, 6] in the order open, high, low, close, volume, adj_close; row by row, or end to end as
 * one Float64Array [window * 6].
 */
export type Rows = ArrayLike<ArrayLike<number>> | Float64Array;

/** The last close of rows [n, 6] end to end. */
export function lastCloseOf(rows: ArrayLike<number>): number {
  return rows[rows.length - COLUMN_COUNT + CLOSE]!;
}
