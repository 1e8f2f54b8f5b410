// `pnpm bench:workers`: how many symbols a minute workers retrain, from evenings of variations of the bundled sample, and from
// that how many machines an evening of 500 or 5,000 symbols takes, and what they cost.
import { readFile } from "node:fs/promises";
import { parseConfig } from "@lstm-predict/model/config";
import { Command } from "commander";
import { wholeNumber } from "../options.ts";
import { type Evening, retrainEvening } from "./evening.ts";
import { PRICES, type Prices, reckon } from "./reckon.ts";
import { renderEvenings, renderReckoning } from "./workers-table.ts";

/** What the command line chooses. */
interface Options extends Prices {
  symbols: number;
  workers: number[];
  config?: string;
  backtestDays: number;
  evening: number[];
  cores: number[];
  hours: number;
}

const amount = (text: string) => {
  const value = Number(text);
  if (value > 0) return value;
  throw new Error(`expected a number above 0, not "${text}"`);
};
const numbers = (text: string) => text.split(",").map(wholeNumber);

const { symbols, workers, config, backtestDays, evening, cores, hours, ...prices } = new Command(
  "bench:workers",
)
  .description("symbols a minute of workers with one thread each, and what an evening of many symbols takes")
  .option("--symbols <n>", "symbols of a measured evening", wholeNumber, 60)
  .option("--workers <list>", "numbers of workers", numbers, [1, 2, 4])
  .option("--config <file>", "configuration of the trainings; without it, the default")
  .option("--backtest-days <n>", "days of the backtest; 0: no backtest", (text) => Number(text), 60)
  .option("--evening <list>", "symbols of the evenings to reckon", numbers, [500, 5000])
  .option("--cores <list>", "cores of a machine", numbers, [2, 4, 8, 16])
  .option("--hours <n>", "how long an evening may take", amount, 2)
  .option("--vcpu-hour <usd>", "Fargate, a vCPU for an hour", amount, PRICES.vcpuHour)
  .option("--gb-hour <usd>", "Fargate, a GB of memory for an hour", amount, PRICES.gbHour)
  .option("--spot <part>", "price of spot capacity, as a part of that", amount, PRICES.spot)
  .option("--node-hour <usd>", "ElastiCache, a node for an hour", amount, PRICES.nodeHour)
  .parse()
  .opts<Options>();

const options = {
  backtestDays,
  ...(config !== undefined && { config: parseConfig(JSON.parse(await readFile(config, "utf8"))) }),
};
const evenings: Evening[] = [];
for (const count of workers) {
  evenings.push(await retrainEvening(symbols, count, options));
  process.stderr.write(`${count} ${count === 1 ? "worker" : "workers"}: done\n`);
}
process.stdout.write(`${symbols} symbols, workers of one thread each\n${renderEvenings(evenings)}\n`);
// Workers beyond the cores of this machine take its turns from one another: the first evening is the measure.
const rows = evening.map((count) => reckon(count, evenings[0]!, { cores, hours, prices }));
process.stdout.write(`\n${renderReckoning(rows, { cores, hours, prices })}\n`);
