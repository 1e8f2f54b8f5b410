import Table from "cli-table3";
import { labelOf, type Named, OURS } from "./names.ts";
import type { Peak } from "./peak.ts";
import { countOperations, type Task } from "./sizes.ts";

/** Times of an engine for a task. */
export interface Row extends Named {
  /** Bits of a vector, if the bench chose them. */
  bits?: number;
  threads: number;
  task: Task;
  medianMs: number;
  minMs: number;
  maxMs: number;
}

/**
 * Renders a line for each row. Ratios are to our first row of the task: the default build with the most threads.
 *
 * @param peak that of the widest vectors, with which all rows are compared
 */
export function renderTable(rows: readonly Row[], peak: Peak): string {
  const table = new Table({
    head: [
      "task",
      "engine",
      "threads",
      "median ms",
      "min",
      "max",
      "of ours",
      "GFLOP/s",
      `of ${peak.bits}-bit peak`,
    ],
    colAligns: ["left", "left", ...Array<"right">(7).fill("right")],
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
    style: { head: [], border: [] },
  });
  for (const row of rows) {
    const { threads, task, medianMs, minMs, maxMs } = row;
    const ours = rows.find((row) => row.task === task && row.engine === OURS);
    const gflops = countOperations(task) / medianMs / 1e6;
    table.push([
      task,
      labelOf(row),
      threads,
      ...[medianMs, minMs, maxMs].map((ms) => ms.toFixed(ms < 10 ? 3 : 1)),
      ours ? `${(medianMs / ours.medianMs).toFixed(2)} x` : "-",
      gflops.toFixed(1),
      `${((100 * gflops) / (threads * peak.gflops)).toFixed(0)} %`,
    ]);
  }
  return table.toString();
}
