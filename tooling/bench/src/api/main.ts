import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import Table from "cli-table3";
import { Command, InvalidArgumentError, Option } from "commander";
import { availableKernels, type KernelName, kernelName } from "fused-lstm/kernel";
import { GENERATOR } from "./measure.ts";
import { saveModel } from "./model.ts";
import { OURS, PEERS, type Server, type ServerName, startServer } from "./servers.ts";
import { labelOf, measureInTurn, type Row } from "./turns.ts";

/** The build that serves and, if that is a native one, the WebAssembly build that it replaces. */
const COMPARED = availableKernels().filter((name) => name === kernelName() || name === "relaxed");

const {
  rounds,
  seconds,
  kernel: kernels,
  json,
} = new Command("bench:api")
  .description("measures POST /predict of our server and of FastAPI with Keras, in turn on this machine")
  .option("--rounds <n>", "rounds; the median counts", wholeNumber, 5)
  .option("--seconds <n>", "duration of each round and load", wholeNumber, 5)
  .addOption(
    new Option("--kernel <names...>", "builds of our LSTM kernel, measured in turn")
      .choices(availableKernels())
      .default(COMPARED, COMPARED.join(", ")),
  )
  .option("--json <file>", "also write {machine, rows} to this file")
  .parse()
  .opts<{ rounds: number; seconds: number; kernel: KernelName[]; json?: string }>();

const machine = {
  cpu: cpus()[0]?.model.trim() ?? "unknown",
  cores: availableParallelism(),
  node: process.versions.node,
  kernels,
  date: new Date().toISOString().slice(0, 10),
};
say(
  `POST /predict, one window of 60 x 6; ${machine.cores} x ${machine.cpu}, Node ${machine.node}; kernel ${kernels.join(", ")}; load generator ${GENERATOR} ` +
    `(the bench itself for fixed rates) on the same machine; median of ${rounds} rounds of ${seconds} s`,
);

const modelsDir = await mkdtemp(join(tmpdir(), "bench-api-"));
const rows: Row[] = [];
const absent: string[] = [];
try {
  const { body } = await saveModel(modelsDir);
  await measureServers(OURS, kernels, body);
  for (const name of PEERS) await measureServers(name, [undefined], body);
} finally {
  await rm(modelsDir, { recursive: true });
}
note("");
const table = new Table({
  head: ["server", "load", "requests/s", "p50 ms", "p99 ms", "failed"],
  colAligns: ["left", "left", "right", "right", "right", "right"],
  chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
  style: { head: [], border: [] },
});
for (const { server: name, kernel, load, requestsPerSecond, p50Ms, p99Ms, failed } of rows) {
  const server = labelOf({ name, kernel });
  table.push([server, load, requestsPerSecond.toFixed(0), p50Ms.toFixed(2), p99Ms.toFixed(2), failed]);
}
say(table.toString());
for (const line of absent) say(`not measured: ${line}`);
if (json) await writeFile(json, `${JSON.stringify({ machine, rows }, null, 2)}\n`);

/** Starts servers of one name, measures them and stops them. */
async function measureServers(name: ServerName, kernels: readonly (KernelName | undefined)[], body: string) {
  const servers: Server[] = [];
  try {
    for (const kernel of kernels) {
      note(`starting ${labelOf({ name, kernel })}`);
      const server = await startServer(name, modelsDir, kernel);
      if (typeof server === "string") absent.push(`${labelOf({ name, kernel })}: ${server}`);
      else servers.push(server);
    }
    rows.push(...(await measureInTurn(servers, body, { rounds, seconds }, note)));
  } finally {
    await Promise.all(servers.map(({ stop }) => stop()));
  }
}

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
