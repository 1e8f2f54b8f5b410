import Table from "cli-table3";
import type { Measured, Row, Scores } from "./retrainings.ts";

const STYLE = {
  chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
  style: { head: [], border: [] },
};

/** CPU seconds of a retraining by stage, means over the rows: from scratch, the first of a symbol, and going on. */
export function renderStages(rows: readonly Row[]): string {
  const table = new Table({
    ...STYLE,
    head: ["CPU seconds", "from scratch", "first", "going on"],
    colAligns: ["left", "right", "right", "right"],
  });
  const columns = [
    rows.map(({ scratch }) => scratch),
    rows.map(({ first }) => first),
    rows.map(({ continued }) => continued),
  ];
  const seconds = (measured: readonly Measured[], of: (each: Measured) => number) =>
    mean(measured.map(of)).toFixed(2);
  const stages = [...new Set(columns.flat().flatMap(({ stages }) => Object.keys(stages)))];
  for (const stage of stages)
    table.push([
      stage,
      ...columns.map((column) => seconds(column, ({ stages }) => stages[stage]?.cpuSeconds ?? 0)),
    ]);
  const total = ({ stages }: Measured) =>
    Object.values(stages).reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  table.push(["together", ...columns.map((column) => seconds(column, total))]);
  return table.toString();
}

/** Scores of the retrainings that went on over those from scratch on the same days: mean, and furthest from 1. */
export function renderScores(rows: readonly Row[]): string {
  const table = new Table({
    ...STYLE,
    head: ["going on / from scratch", "mean", "furthest", "of"],
    colAligns: ["left", "right", "right", "left"],
  });
  for (const span of ["test", "backtest"] as const) {
    for (const score of ["coverage", "winkler", "mase"] as const) {
      const ratios = rows.map((row) => ({
        ...row,
        ratio: row.continued[span][score] / row.scratch[span][score],
      }));
      const far = ratios.reduce((a, b) => (Math.abs(b.ratio - 1) > Math.abs(a.ratio - 1) ? b : a));
      const name = `${NAMES[score]}, ${span} days`;
      const average = mean(ratios.map(({ ratio }) => ratio));
      table.push([name, average.toFixed(4), far.ratio.toFixed(4), `${far.symbol}, seed ${far.seed}`]);
    }
  }
  return table.toString();
}

const NAMES: Record<keyof Scores, string> = {
  coverage: "coverage of the 90 % interval",
  winkler: "its interval score",
  mase: "MASE",
};

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
