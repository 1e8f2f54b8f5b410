import type { Bar } from "@lstm-predict/bars";

const ROWS = ["count", "mean", "std", "min", "median", "max"] as const;

/** Summary of one column, as danfojs' `describe()` computes it. */
export type ColumnSummary = Record<(typeof ROWS)[number], number>;

/** Summarises each numeric column, by name. Loads danfojs on demand, because loading takes a second. */
export async function summarise(bars: readonly Bar[]): Promise<Record<string, ColumnSummary>> {
  const { toFrame } = await import("@lstm-predict/market-data/frame");
  const described = toFrame(bars).describe();
  const row = (name: string) => described.values[described.index.indexOf(name)] as number[];
  return Object.fromEntries(
    described.columns.map((column, at) => [
      column,
      Object.fromEntries(ROWS.map((name) => [name, row(name)[at]!])) as ColumnSummary,
    ]),
  );
}
