import { COLUMN_COUNT } from "./series.ts";

/** placeholder, replaced by the volatility package */
export function logRangeVariance(rows: ArrayLike<number>, index: number, isFirst: boolean): number {
  const at = index * COLUMN_COUNT;
  const open = rows[at]!;
  const u = Math.log(rows[at + 1]! / open);
  const d = Math.log(rows[at + 2]! / open);
  const c = Math.log(rows[at + 3]! / open);
  const o = isFirst ? 0 : Math.log(open / rows[at - COLUMN_COUNT + 3]!);
  return Math.log(Math.max((u - d) ** 2 / 2 - (2 * Math.LN2 - 1) * c * c + o * o, 1e-8));
}
