import Table from "cli-table3";
import { countOperations, type Task } from "./sizes.ts";

/** Times of an engine for a task. */
export interface Row {
  engine: string;
  threads: number;
  task: Task;
  medianMs: number;
  minMs: number;
  maxMs: number;
}

/** Renders a line for each row; ratios are to the first row of the task, which is ours with the most threads. */
export function renderTable(rows: readonly Row[], peakGflops: number): string {
  const table = new Table({
    head: ["task", "engine", "threads", "median ms", "min", "max", "of ours", "GFLOP/s", "of peak"],
    colAligns: ["left", "left", ...Array<"right">(7).fill("right")],
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
    style: { head: [], border: [] },
  });
  for (const { engine, threads, task, medianMs, minMs, maxMs } of rows) {
    const ours = rows.find((row) => row.task === task)!;
    const gflops = countOperations(task) / medianMs / 1e6;
    table.push([
      task,
      engine,
      threads,
      ...[medianMs, minMs, maxMs].map((ms) => ms.toFixed(ms < 10 ? 3 : 1)),
      `${(medianMs / ours.medianMs).toFixed(2)} x`,
      gflops.toFixed(1),
      `${((100 * gflops) / (threads * peakGflops)).toFixed(0)} %`,
    ]);
  }
  return table.toString();
}
