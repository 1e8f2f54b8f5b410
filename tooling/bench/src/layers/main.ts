import { writeFile } from "node:fs/promises";
import { availableParallelism, cpus } from "node:os";
import * as tf from "@tensorflow/tfjs";
import { kernelName, selectKernel, setThreads, threadCount } from "fused-lstm";
import { openBackend } from "./backends.ts";
import { CASES } from "./cases.ts";
import { cpuClock, measureLayers, wallClock } from "./measure.ts";
import { readOptions } from "./options.ts";
import { type LayerRow, listDifferences, renderLayers } from "./table.ts";

// `pnpm bench:layers` shows the speed of fusedLstm beside tf.layers.lstm for what the layer can do.
const { rounds, backend: backends, layer: layers, kernel, threads, cpuTime, json, ...sizes } = readOptions();
tf.enableProdMode();
if (kernel) selectKernel(kernel);
if (threads) setThreads(threads);
const machine = {
  cpu: cpus()[0]?.model.trim() ?? "unknown",
  cores: availableParallelism(),
  node: process.versions.node,
  date: new Date().toISOString().slice(0, 10),
  kernel: kernelName(),
  threads: threadCount(),
  clock: cpuTime ? "CPU time" : "wall time",
};
say(
  `batch ${sizes.batch}, ${sizes.steps} steps x ${sizes.inputs}, ${sizes.units} units; kernel ${machine.kernel} on ` +
    `${machine.threads === 1 ? "1 thread" : `${machine.threads} threads`}; ${machine.cores} x ${machine.cpu}, Node ${machine.node}; ${rounds} rounds in turn, ${machine.clock}`,
);

const rows: LayerRow[] = [];
const absent: string[] = [];
const cases = Object.fromEntries(Object.entries(CASES).filter(([name]) => layers.includes(name)));
try {
  for (const backend of backends) {
    await openBackend(backend, machine.threads);
    const measured = await measureLayers(cases, sizes, rounds, note, cpuTime ? cpuClock : wallClock);
    rows.push(...measured.rows);
    absent.push(...measured.absent);
  }
  say(renderLayers(rows));
  for (const line of absent) say(`not measured: ${line}`);
  if (json) await writeFile(json, `${JSON.stringify({ machine, sizes, rows }, null, 2)}\n`);
  for (const line of listDifferences(rows)) fail(line);
} catch (error) {
  fail((error as Error).message);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function fail(line: string): void {
  process.stderr.write(`error: ${line}\n`);
  process.exitCode = 1;
}

/** Shows progress in one line that is overwritten, on a terminal only. */
function note(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}`);
}
