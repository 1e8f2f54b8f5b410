import { setTimeout } from "node:timers/promises";
import * as tf from "@tensorflow/tfjs";
import { compareSides } from "./compare.ts";
import { FUSED, type LayerSizes, STOCK } from "./sides.ts";
import type { LayerRow } from "./table.ts";
import type { BuildWork, LayerTask, Work } from "./work.ts";

/** How long a turn repeats its task; the time of the turn is the median. */
const BURST_MS = 100;
/** Warm-up of each side and task, for just-in-time compilation. */
const WARM_UP_MS = 500;
/** Pause between two turns, in which the kernel's threads stop spinning. */
const PAUSE_MS = 20;

/** Milliseconds of a clock. */
export type Clock = () => number;
export const wallClock: Clock = () => performance.now();
/** CPU time of all threads of this process, which other programs on the machine hardly change. */
export const cpuClock: Clock = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

interface Pair {
  layer: string;
  task: LayerTask;
  difference: number;
  /** Milliseconds of each round. */
  stock: { work: Work; times: number[] };
  fused: { work: Work; times: number[] };
}

/**
 * Compares the values of both sides on the current backend, then measures them in turn.
 *
 * @param note shows the progress
 * @param clock measures the times
 * @returns a row for each case and task, and the tasks that the backend cannot run, with the reason
 * @throws Error if the fused layer cannot run what the stock layer runs
 */
export async function measureLayers(
  cases: Readonly<Record<string, BuildWork>>,
  sizes: LayerSizes,
  rounds: number,
  note: (line: string) => void,
  clock: Clock = wallClock,
): Promise<{ rows: LayerRow[]; absent: string[] }> {
  const backend = tf.getBackend();
  const pairs: Pair[] = [];
  const absent: string[] = [];
  for (const [layer, build] of Object.entries(cases)) {
    note(`${backend}: comparing values, ${layer}`);
    const compared = await compareSides(build, sizes);
    const [stock, fused] = [await build(STOCK, sizes), await build(FUSED, sizes)];
    for (const [task, difference] of Object.entries(compared) as [LayerTask, number | string][]) {
      if (typeof difference === "string") absent.push(`${layer}, ${task} on ${backend}: ${difference}`);
      else {
        const sides = { stock: { work: stock, times: [] }, fused: { work: fused, times: [] } };
        pairs.push({ layer, task, difference, ...sides });
      }
    }
  }
  await warmUp(pairs, (line) => note(`${backend}: ${line}`));
  await takeTurns(pairs, rounds, (line) => note(`${backend}: ${line}`), clock);
  note("");
  return { rows: pairs.map((pair) => toRow(backend, pair)), absent };
}

async function warmUp(pairs: readonly Pair[], note: (line: string) => void): Promise<void> {
  for (const { layer, task, stock, fused } of pairs) {
    note(`warming up ${layer}, ${task}`);
    for (const { work } of [stock, fused]) await repeat(work[task]!, WARM_UP_MS, wallClock);
  }
}

async function takeTurns(pairs: readonly Pair[], rounds: number, note: (line: string) => void, clock: Clock) {
  const began = performance.now();
  let done = 0;
  for (let round = 1; round <= rounds; round++) {
    for (const { layer, task, stock, fused } of pairs) {
      const left = ((performance.now() - began) / 1000) * ((rounds * pairs.length) / done - 1);
      const seconds = done > 0 ? left.toFixed(0) : "?";
      note(`round ${round} of ${rounds}, ${seconds} s left: ${layer}, ${task}`);
      for (const { work, times } of [stock, fused]) {
        times.push(await repeat(work[task]!, BURST_MS, clock));
        await setTimeout(PAUSE_MS);
      }
      done++;
    }
  }
}

/** Repeats a task; returns the median time in milliseconds. A time ends when the first result is read. */
async function repeat(run: NonNullable<Work[LayerTask]>, forMs: number, clock: Clock): Promise<number> {
  const times: number[] = [];
  const began = clock();
  do {
    const start = clock();
    const results = await run();
    results[0]!.dataSync();
    times.push(clock() - start);
    tf.dispose(results);
  } while (clock() - began < forMs);
  return medianOf(times);
}

function toRow(backend: string, { layer, task, difference, stock, fused }: Pair): LayerRow {
  const ratios = stock.times.map((ms, round) => ms / fused.times[round]!);
  return {
    backend,
    layer,
    task,
    stockMs: medianOf(stock.times),
    fusedMs: medianOf(fused.times),
    fasterBy: medianOf(ratios),
    fasterByMin: Math.min(...ratios),
    fasterByMax: Math.max(...ratios),
    difference,
  };
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
