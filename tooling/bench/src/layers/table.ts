import Table from "cli-table3";
import { TOLERANCE } from "./compare.ts";
import type { LayerTask } from "./work.ts";

/** Both sides' times for one task of one case. */
export interface LayerRow {
  /** Of TensorFlow.js. */
  backend: string;
  layer: string;
  task: LayerTask;
  stockMs: number;
  fusedMs: number;
  /** Stock time / fused time: the median of the rounds, the smallest and the largest. */
  fasterBy: number;
  fasterByMin: number;
  fasterByMax: number;
  /** Largest difference from the stock layer's values, as a part of their largest. */
  difference: number;
}

export function renderLayers(rows: readonly LayerRow[]): string {
  const table = new Table({
    head: ["backend", "layer", "task", "stock ms", "fused ms", "faster by", "min", "max", "difference"],
    colAligns: ["left", "left", "left", ...Array<"right">(6).fill("right")],
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
    style: { head: [], border: [] },
  });
  for (const row of rows) {
    const { backend, layer, task, stockMs, fusedMs, difference } = row;
    const times = [stockMs, fusedMs].map((ms) => ms.toFixed(ms < 10 ? 3 : 1));
    const ratios = [row.fasterBy, row.fasterByMin, row.fasterByMax].map((ratio) => ratio.toPrecision(3));
    table.push([backend, layer, task, ...times, ...ratios, difference.toExponential(1)]);
  }
  return table.toString();
}

/** A line for each row whose values are not the stock layer's. */
export function listDifferences(rows: readonly LayerRow[]): string[] {
  return rows
    .filter(({ difference }) => !(difference <= TOLERANCE))
    .map(({ backend, layer, task, difference }) => {
      const by = `by ${difference.toExponential(1)}, more than ${TOLERANCE}`;
      return `${layer}, ${task} on ${backend}: differs from the stock layer ${by}`;
    });
}
