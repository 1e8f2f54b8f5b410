import { printable } from "@lstm-predict/checks";
import type { Outcome, Result } from "@lstm-predict/jobs";
import { fixed } from "@lstm-predict/reports";
import { plainTable } from "../terminal/plain-table.ts";

const COLUMNS = ["symbol", "outcome", "new sessions", "bars to", "MASE", "backtest MASE", "version"];

function cells({ symbol, outcome, newSessions, to, mase, backtest, version }: Result): string[] {
  return [
    symbol,
    outcome,
    newSessions === undefined ? "" : String(newSessions),
    to ?? "",
    mase === undefined ? "" : fixed(mase, 4),
    backtest ? fixed(backtest.mase, 4) : "",
    version ?? "",
  ];
}

/** Renders results for the terminal: a table with a row for each symbol, then the reasons, then a `last` line. */
export function renderResults(results: readonly Result[], last?: string): string {
  const table = plainTable(COLUMNS, ["left", "left", "right", "left", "right", "right", "left"]);
  for (const result of results) table.push(cells(result));
  const reasons = results.map(({ symbol, reason }) => `${symbol}: ${reason}`);
  return [table.toString(), "", ...reasons, "", `${tally(results)}.`, ...(last ? [last] : [])].join("\n");
}

/** Renders results as Markdown, for the summary of a CI run, with a `last` line. */
export function renderMarkdown(results: readonly Result[], date: Date, last?: string): string {
  const row = (texts: readonly string[]) => `| ${texts.map(escapeCell).join(" | ")} |`;
  return [
    `### Retraining of ${date.toISOString().slice(0, 16).replace("T", " ")} UTC`,
    "",
    `${tally(results)}.`,
    "",
    row([...COLUMNS, "why"]),
    row([...COLUMNS, "why"].map(() => "---")),
    ...results.map((result) => row([...cells(result), result.reason])),
    ...(last ? ["", escapeCell(last)] : []),
    "",
    "",
  ].join("\n");
}

/** Counts outcomes, as in "2 promoted, 1 failed"; "no symbols" of a shard without any. */
function tally(results: readonly Result[]): string {
  const counts = new Map<Outcome, number>();
  for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(", ") || "no symbols";
}

function escapeCell(text: string): string {
  return printable(text.replaceAll(/[|\\<>`*_]/g, "\\$&").replaceAll(/\s*\n\s*/g, " "));
}
