import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import Table from "cli-table3";
import { Command, InvalidArgumentError } from "commander";
import { LOADS, type Measured } from "./load.ts";
import { GENERATOR, measure } from "./measure.ts";
import { saveModel } from "./model.ts";
import { SERVERS, type Server, startServer } from "./servers.ts";

const { rounds, seconds, json } = new Command("bench:api")
  .description("measures POST /predict of our server and of FastAPI with Keras, in turn on this machine")
  .option("--rounds <n>", "rounds; the median counts", wholeNumber, 5)
  .option("--seconds <n>", "duration of each round and load", wholeNumber, 5)
  .option("--json <file>", "also write {machine, rows} to this file")
  .parse()
  .opts<{ rounds: number; seconds: number; json?: string }>();

const machine = {
  cpu: cpus()[0]?.model.trim() ?? "unknown",
  cores: availableParallelism(),
  node: process.versions.node,
  date: new Date().toISOString().slice(0, 10),
};
say(
  `POST /predict, one window of 60 x 6; ${machine.cores} x ${machine.cpu}, Node ${machine.node}; load generator ${GENERATOR} ` +
    `(the bench itself for fixed rates) on the same machine; median of ${rounds} rounds of ${seconds} s`,
);

const modelsDir = await mkdtemp(join(tmpdir(), "bench-api-"));
const rows: ({ server: string; load: string } & Measured)[] = [];
const absent: string[] = [];
try {
  const { body } = await saveModel(modelsDir);
  for (const name of SERVERS) {
    note(`starting ${name}`);
    const server = await startServer(name, modelsDir);
    if (typeof server === "string") absent.push(`${name}: ${server}`);
    else await measureServer(server, body);
  }
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
for (const { server, load, requestsPerSecond, p50Ms, p99Ms, failed } of rows) {
  table.push([server, load, requestsPerSecond.toFixed(0), p50Ms.toFixed(2), p99Ms.toFixed(2), failed]);
}
say(table.toString());
for (const line of absent) say(`not measured: ${line}`);
if (json) await writeFile(json, `${JSON.stringify({ machine, rows }, null, 2)}\n`);

async function measureServer({ name, url, stop }: Server, body: string): Promise<void> {
  try {
    note(`warming up ${name}`);
    // Skip a rate that the server cannot keep: its backlog would disturb all later loads.
    const { requestsPerSecond: most } = await measure(url, body, LOADS[1]!, seconds);
    const loads = LOADS.filter(({ perSecond = 0 }) => perSecond < most);
    const measured = loads.map((): Measured[] => []);
    for (let round = 0; round < rounds; round++) {
      for (const [index, load] of loads.entries()) {
        note(`${name}: ${load.name}, round ${round + 1} of ${rounds}`);
        measured[index]!.push(await measure(url, body, load, seconds));
      }
    }
    for (const [index, load] of loads.entries()) {
      const median = (of: keyof Measured) =>
        measured[index]!.map((one) => one[of]).sort((a, b) => a - b)[rounds >> 1]!;
      rows.push({
        server: name,
        load: load.name,
        requestsPerSecond: median("requestsPerSecond"),
        p50Ms: median("p50Ms"),
        p99Ms: median("p99Ms"),
        failed: measured[index]!.reduce((sum, one) => sum + one.failed, 0),
      });
    }
  } finally {
    await stop();
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
