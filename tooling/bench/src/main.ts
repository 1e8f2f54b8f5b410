import { writeFile } from "node:fs/promises";
import { availableParallelism, cpus } from "node:os";
import { setTimeout } from "node:timers/promises";
import { Command, InvalidArgumentError, Option } from "commander";
import { Contender } from "./contender.ts";
import { entries, OURS, PEERS } from "./entries.ts";
import { measurePeak } from "./peak.ts";
import { SIZES, TASKS, type Task } from "./sizes.ts";
import { type Row, renderTable } from "./table.ts";

/** Pause between two turns, in which the threads of an engine stop spinning. */
const PAUSE_MS = 50;
/** Warm-up of each engine and task, for just-in-time compilation and tuning. */
const WARM_UP_MS = 3000;

const {
  rounds,
  json,
  task: tasks,
  engine: engines,
} = new Command("bench")
  .description("measures a training step and forecasts of our engines and others, in turn on this machine")
  .option("--rounds <n>", "measured turns for each engine and task", wholeNumber, 9)
  .addOption(new Option("--task <names...>", "only these tasks").choices(TASKS).default([...TASKS]))
  .addOption(new Option("--engine <names...>", "only these engines beside ours").choices(PEERS))
  .option("--json <file>", "also write {machine, rows} to this file")
  .addHelpText(
    "after",
    "\nExamples:\n  $ pnpm bench\n  $ pnpm bench --task train-step --rounds 15 --json bench.json",
  )
  .parse()
  .opts<{ rounds: number; json?: string; task: Task[]; engine?: string[] }>();

const machine = {
  cpu: cpus()[0]?.model.trim() ?? "unknown",
  cores: availableParallelism(),
  node: process.versions.node,
  date: new Date().toISOString().slice(0, 10),
  peakGflops: await measurePeak(),
};
const { units, window, features, batchSize } = SIZES;
say(
  `LSTM ${units.join(" + ")}, window ${window} x ${features}, batch ${batchSize}; ${machine.cores} x ${machine.cpu}, ` +
    `Node ${machine.node}; ${rounds} rounds in turn; 128-bit multiply-adds peak at ${machine.peakGflops.toFixed(1)} GFLOP/s a thread`,
);

const { entries: listed, absent } = entries();
const contenders: Contender[] = [];
for (const entry of listed) {
  if (engines && ![...engines, OURS].includes(entry.engine)) continue;
  note(`starting ${entry.engine}`);
  const started = await Contender.start(entry);
  if (typeof started === "string") absent.push(`${entry.engine} (${entry.threads}): ${started}`);
  else contenders.push(started);
}
const turns = TASKS.filter((task) => tasks.includes(task)).flatMap((task) =>
  contenders.filter((contender) => contender.tasks.includes(task)).map((contender) => ({ contender, task })),
);
const times = turns.map((): number[] => []);
for (const { contender, task } of turns) {
  note(`warming up ${contender.engine}: ${task}`);
  const began = performance.now();
  do await contender.run(task);
  while (performance.now() - began < WARM_UP_MS);
}
const began = performance.now();
for (let turn = 0; turn < rounds * turns.length; turn++) {
  const index = turn % turns.length;
  const { contender, task } = turns[index]!;
  const left = ((performance.now() - began) / 1000) * ((rounds * turns.length) / turn - 1);
  note(
    `round ${Math.floor(turn / turns.length) + 1} of ${rounds}, ${turn > 0 ? left.toFixed(0) : "?"} s left: ${task}, ${contender.engine}`,
  );
  times[index]!.push(await contender.run(task));
  await setTimeout(PAUSE_MS);
}
for (const contender of contenders) contender.stop();
note("");

const rows: Row[] = turns.map(({ contender: { engine, threads }, task }, index) => {
  const sorted = times[index]!.sort((a, b) => a - b);
  const [medianMs, minMs, maxMs] = [sorted[sorted.length >> 1]!, sorted[0]!, sorted.at(-1)!];
  return { engine, threads, task, medianMs, minMs, maxMs };
});
say(renderTable(rows, machine.peakGflops));
for (const line of absent) say(`not measured: ${line}`);
if (json) await writeFile(json, `${JSON.stringify({ machine, rows }, null, 2)}\n`);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Shows progress in one line that is overwritten, on a terminal only. */
function note(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}`);
}

function wholeNumber(given: string): number {
  const value = Number(given);
  if (Number.isInteger(value) && value >= 1 && value <= 1000) return value;
  throw new InvalidArgumentError("expected a whole number from 1 to 1000");
}
