// `pnpm bench:retrain [symbols]`: what a retraining computes by stage, from random weights and going on from the champion's, and
// how the scores compare. Without symbols it retrains the bundled sample; with them, bars in DATA_DIR (`pnpm fetch`).
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { wholeNumber } from "../options.ts";
import { measure, type Row } from "./retrainings.ts";
import { renderScores, renderStages } from "./tables.ts";

const command = new Command()
  .argument("[symbols...]", "symbols whose bars are in DATA_DIR; default: the bundled sample")
  .option("--seeds <list>", "seeds, separated by commas", "42")
  .option("--weeks <n>", "retrainings that go on from one another, five sessions apart", wholeNumber, 1)
  .option("--threads <n>", "threads of a retraining", wholeNumber, 1)
  .parse();
const { seeds, weeks, threads } = command.opts<{ seeds: string; weeks: number; threads: number }>();

// As `pnpm retrain` does: the processes compile nothing twice.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(
  new URL("../../../../node_modules/.cache/compile", import.meta.url),
);
const rows: Row[] = [];
const options = {
  symbols: command.args.length > 0 ? command.args : undefined,
  dataDir: process.env.DATA_DIR || fileURLToPath(new URL("../../../../data", import.meta.url)),
  seeds: seeds.split(",").map(Number),
  weeks,
  threads,
  onDone: (what: string) => void process.stderr.write(`${what}\n`),
};
for await (const row of measure(options)) rows.push(row);
process.stdout.write(
  `${rows.length} x symbol and seed, ${threads === 1 ? "1 thread" : `${threads} threads`}\n`,
);
process.stdout.write(`${renderStages(rows)}\n${renderScores(rows)}\n`);
