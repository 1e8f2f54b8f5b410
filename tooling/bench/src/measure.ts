import { setTimeout } from "node:timers/promises";
import { Contender, type Entry } from "./contender.ts";
import { labelOf } from "./names.ts";
import { TASKS, type Task } from "./sizes.ts";
import type { Row } from "./table.ts";

/** Pause between two turns, in which the threads of an engine stop spinning. */
const PAUSE_MS = 50;
/** Warm-up of each engine and task, for just-in-time compilation and tuning. */
const WARM_UP_MS = 3000;

interface Turn {
  contender: Contender;
  task: Task;
  /** Milliseconds of each round. */
  times: number[];
}

/**
 * Measures engines in turn, so that each meets the same state of the machine.
 *
 * @param note shows the progress
 * @returns a row for each engine and task, and the engines that did not start, with the reason
 */
export async function measure(
  entries: readonly Entry[],
  tasks: readonly Task[],
  rounds: number,
  note: (line: string) => void,
): Promise<{ rows: Row[]; absent: string[] }> {
  const contenders: Contender[] = [];
  const absent: string[] = [];
  try {
    for (const entry of entries) {
      note(`starting ${nameOf(entry)}`);
      const started = await Contender.start(entry);
      if (typeof started === "string") absent.push(`${nameOf(entry)}: ${started}`);
      else contenders.push(started);
    }
    const turns = TASKS.filter((task) => tasks.includes(task)).flatMap((task) =>
      contenders
        .filter((contender) => contender.tasks.includes(task))
        .map((contender): Turn => ({ contender, task, times: [] })),
    );
    await warmUp(turns, note);
    await takeTurns(turns, rounds, note);
    return { rows: turns.map(toRow), absent };
  } finally {
    for (const contender of contenders) contender.stop();
    note("");
  }
}

async function warmUp(turns: readonly Turn[], note: (line: string) => void): Promise<void> {
  for (const { contender, task } of turns) {
    note(`warming up ${nameOf(contender.entry)}: ${task}`);
    const began = performance.now();
    do await contender.run(task);
    while (performance.now() - began < WARM_UP_MS);
  }
}

async function takeTurns(turns: readonly Turn[], rounds: number, note: (line: string) => void) {
  const began = performance.now();
  let done = 0;
  for (let round = 1; round <= rounds; round++) {
    for (const { contender, task, times } of turns) {
      const left = ((performance.now() - began) / 1000) * ((rounds * turns.length) / done - 1);
      const seconds = done > 0 ? left.toFixed(0) : "?";
      note(`round ${round} of ${rounds}, ${seconds} s left: ${task}, ${nameOf(contender.entry)}`);
      times.push(await contender.run(task));
      done++;
      await setTimeout(PAUSE_MS);
    }
  }
}

/** Such as "PyTorch (2)": with the number of threads. */
function nameOf(entry: Entry): string {
  return `${labelOf(entry)} (${entry.threads})`;
}

function toRow({ contender: { entry }, task, times }: Turn): Row {
  const { engine, kernel, bits, threads } = entry;
  const sorted = times.toSorted((a, b) => a - b);
  const [medianMs, minMs, maxMs] = [sorted[sorted.length >> 1]!, sorted[0]!, sorted.at(-1)!];
  return {
    engine,
    ...(kernel !== undefined && { kernel }),
    ...(bits !== undefined && { bits }),
    threads,
    task,
    medianMs,
    minMs,
    maxMs,
  };
}
