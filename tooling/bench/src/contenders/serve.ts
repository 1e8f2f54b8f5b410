import { createInterface } from "node:readline";
import type { Task } from "../sizes.ts";

const BURST_MS = 250;

/**
 * Reads names of tasks from stdin, runs each several times, and prints the median time in milliseconds: see contender.ts.
 *
 * @param running the build and the number of threads, if the engine can tell
 */
export async function serve(
  tasks: Partial<Record<Task, () => unknown>>,
  running: { kernel?: string; threads?: number } = {},
): Promise<void> {
  process.stdout.write(`${JSON.stringify({ tasks: Object.keys(tasks), ...running })}\n`);
  for await (const line of createInterface({ input: process.stdin })) {
    const run = tasks[line as Task]!;
    const times: number[] = [];
    const began = performance.now();
    while (times.length === 0 || performance.now() - began < BURST_MS) {
      const start = performance.now();
      await run();
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    process.stdout.write(`${times[Math.floor(times.length / 2)]}\n`);
  }
}
