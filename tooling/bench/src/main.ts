import { cpus } from "node:os";
import { DEFAULT_CONFIG } from "@lstm-predict/model";
import Table from "cli-table3";
import { contenders } from "./contenders.ts";
import { measure } from "./measure.ts";

const ROUNDS = 9;

const { units, window, batchSize } = DEFAULT_CONFIG;
process.stdout.write(
  `LSTM ${units.join(" + ")}, window ${window} x 6, batch ${batchSize}; ${cpus().length} x ${cpus()[0]?.model.trim()}, ` +
    `Node ${process.versions.node}; ${ROUNDS} rounds in turn, milliseconds\n`,
);
const rows = await measure(await contenders(DEFAULT_CONFIG), ROUNDS);
const table = new Table({
  head: ["task", "engine", "median", "min", "max", "of ours"],
  colAligns: ["left", "left", "right", "right", "right", "right"],
  style: { head: [], border: [] },
});
for (const { engine, task, medianMs, minMs, maxMs } of rows) {
  const ours = rows.find((row) => row.task === task)!;
  const figures = [medianMs, minMs, maxMs].map((ms) => ms.toFixed(2));
  table.push([task, engine, ...figures, `${(medianMs / ours.medianMs).toFixed(1)} x`]);
}
process.stdout.write(`${table.toString()}\n`);
