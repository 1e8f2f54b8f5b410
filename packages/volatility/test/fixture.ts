import { readFileSync } from "node:fs";
import { COLUMN_COUNT } from "@lstm-predict/bars";

interface Fixture {
  rows: [number[], number[]];
  logRangeVariance: number[];
  har: number[];
  harVolume: number[];
  pooled: number[];
  pooledMarket: number[];
  garch: {
    parameters: { mu: number; omega: number; alpha: number; beta: number };
    logLikelihood: number;
    nextVariance: number;
    windowLogLikelihood: number;
    windowNextVariance: number;
  };
}

/** Two made-up symbols and reference values; made by test/reference/make_fixture.py. */
export const fixture: Fixture = JSON.parse(
  readFileSync(new URL("fixtures/reference.json", import.meta.url), "utf8"),
);

/** Raw rows `[n, 6]` of the two symbols, 700 and 500 of them. */
export const rows = fixture.rows.map((values) => Float64Array.from(values)) as [Float64Array, Float64Array];

/** Rows `from` to `to` of a symbol, both like indices of `slice`. */
export function rowsOf(symbol: Float64Array, from: number, to?: number): Float64Array {
  return symbol.slice(from * COLUMN_COUNT, to === undefined ? undefined : to * COLUMN_COUNT);
}

/** Dates YYYY-MM-DD of `count` days in a row, the last the same for every count. */
export function datesOf(count: number): string[] {
  const last = Date.UTC(2024, 11, 31);
  return Array.from({ length: count }, (_, k) =>
    new Date(last - (count - 1 - k) * 86_400_000).toISOString().slice(0, 10),
  );
}

/** The largest difference of two lists, relative to each value or to 1, whichever is larger. */
export function difference(values: ArrayLike<number>, golden: readonly number[]): number {
  if (values.length !== golden.length) return Number.POSITIVE_INFINITY;
  return Math.max(...golden.map((value, i) => Math.abs(values[i]! - value) / Math.max(1, Math.abs(value))));
}
