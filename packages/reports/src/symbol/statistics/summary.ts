import type { Bar } from "@lstm-predict/bars";

const ROWS = ["count", "mean", "std", "min", "median", "max"] as const;

/** danfojs' `describe()` of one column. */
export type ColumnSummary = Record<(typeof ROWS)[number], number>;

/** Each numeric column by its name; danfojs is loaded here, because it takes a second. */
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
