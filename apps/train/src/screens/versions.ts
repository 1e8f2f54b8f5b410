import type { BundleSummary } from "@lstm-predict/registry";
import { fixed } from "@lstm-predict/reports";
import { plainTable } from "../terminal/plain-table.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** A version with its summary, or the error of reading it. */
export type ListedVersion = { symbol: string; champion: boolean; bundle: string } & (
  | BundleSummary
  | { version: string; error: { code: string; message: string } }
);

const COLUMNS = [
  "",
  "symbol",
  "version",
  "trained",
  "bars",
  "target",
  "days",
  "MASE",
  "90 % held",
  "Winkler / HAR",
];

/** Renders versions as a table, then the errors. */
export function renderVersions(terminal: Terminal, runs: readonly ListedVersion[]): string {
  const table = plainTable(
    COLUMNS,
    COLUMNS.map((_, column) => (column < 6 ? "left" : "right")),
  );
  for (const run of runs) {
    const { symbol, version, champion } = run;
    const cells = [champion ? "*" : "", symbol, version, ...("error" in run ? ["damaged"] : scoreCells(run))];
    table.push(champion ? cells.map((cell) => terminal.style("bold", cell)) : cells);
  }
  const faults = runs.flatMap((run) => ("error" in run ? [run.error.message] : []));
  return [
    table.toString(),
    "\n* is served; scores are those of each version's own test span",
    ...faults,
  ].join("\n");
}

function scoreCells({ trainedAt, imported, data, target, test }: BundleSummary): string[] {
  const { days, mase, coverage90, winklerToHar } = test;
  const held = coverage90 === null ? Number.NaN : 100 * coverage90;
  return [
    trainedAt?.slice(0, 16).replace("T", " ") ?? `imported ${imported!.at.slice(0, 10)}`,
    data ? `${data.from} to ${data.to} (${data.source})` : `not known (${imported!.file})`,
    target,
    String(days),
    fixed(mase ?? Number.NaN, 4),
    fixed(held, 1),
    fixed(winklerToHar ?? Number.NaN, 4),
  ];
}
