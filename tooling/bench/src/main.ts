import { writeFile } from "node:fs/promises";
import { availableParallelism, cpus } from "node:os";
import { availableKernels } from "fused-lstm/kernel";
import { listEntries } from "./entries.ts";
import { measure } from "./measure.ts";
import { OURS } from "./names.ts";
import { readOptions } from "./options.ts";
import { measurePeaks } from "./peak.ts";
import { explainMissing, missingPeers } from "./peers.ts";
import { SIZES } from "./sizes.ts";
import { summarize } from "./summary.ts";
import { renderTable } from "./table.ts";

const { rounds, json, task: tasks, engine: engines, kernel: kernels } = readOptions();
const missing = missingPeers().filter((peer) => !engines || engines.includes(peer));
if (engines && missing.length > 0) {
  process.stderr.write(`error: ${explainMissing(missing)}\n`);
  process.exitCode = 1;
} else {
  if (missing.length > 0) say(explainMissing(missing));
  await bench();
}

async function bench(): Promise<void> {
  const peaks = await measurePeaks();
  const machine = {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    node: process.versions.node,
    date: new Date().toISOString().slice(0, 10),
    peakGflops: peaks[0]!.gflops,
    peaks,
  };
  const { units, window, features, batchSize } = SIZES;
  const reached = peaks.map(({ bits, gflops }) => `${bits} bits ${gflops.toPrecision(3)}`);
  say(
    `LSTM ${units.join(" + ")}, window ${window} x ${features}, batch ${batchSize}; ${machine.cores} x ${machine.cpu}, ` +
      `Node ${machine.node}; ${rounds} rounds in turn; peak of multiply-adds, GFLOP/s a thread: ${reached.join(", ")}`,
  );

  const hasAvx512 = availableKernels().includes("avx512");
  const entries = listEntries(kernels, hasAvx512).filter(
    ({ engine }) =>
      engine === OURS || (engines?.includes(engine) ?? !missing.some((peer) => peer === engine)),
  );
  const { rows, absent } = await measure(entries, tasks, rounds, note);
  say(renderTable(rows, peaks.at(-1)!));
  for (const line of summarize(rows)) say(line);
  for (const line of absent) say(`not measured: ${line}`);
  if (json) await writeFile(json, `${JSON.stringify({ machine, rows }, null, 2)}\n`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Shows progress in one line that is overwritten, on a terminal only. */
function note(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}`);
}
