import type { BacktestSummary } from "@lstm-predict/backtest";
import { type BacktestTable, backtestTables, comparisons } from "@lstm-predict/reports";
import { plainTable } from "../terminal/plain-table.ts";

/** Renders a backtest: the model by symbol and by year, and all forecasters over all symbols. */
export function renderBacktest(summary: BacktestSummary): string {
  return [...backtestTables(summary).map(showTable), comparisons(summary).join("\n")].join("\n\n");
}

const LEFT = new Set(["from", "to"]);

/** Renders a table of a backtest. */
export function showTable({ heads, rows }: BacktestTable): string {
  const table = plainTable(
    heads,
    heads.map((head, k) => (k === 0 || LEFT.has(head) ? "left" : "right")),
  );
  table.push(...rows);
  return table.toString();
}
