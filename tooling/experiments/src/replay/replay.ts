// `pnpm --filter @lstm-predict/experiments replay`: a year of evenings of made-up symbols through the stand-in of Yahoo. Each evening
// the stand-in shows one more session, and the job of `pnpm record` issues forecasts and settles those whose day has come. Afterwards
// `DATA_DIR=... MODELS_DIR=... pnpm serve` shows the record.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { recordSymbol, Store } from "@lstm-predict/jobs/record";
import { loadBars, vixLoader } from "@lstm-predict/market-data";
import { parseConfig } from "@lstm-predict/model/config";
import { promote, storeOf } from "@lstm-predict/registry";
import { trainBundle } from "@lstm-predict/training";
import { Command } from "commander";
import { startStandIn, vixMarket } from "yahoo-stand-in";
import { madeUpMarkets } from "./markets.ts";

const command = new Command()
  .argument("<folder>", "folder for data and models; it must not exist")
  .option("--symbols <n>", "number of symbols", Number, 30)
  .option("--evenings <n>", "number of evenings", Number, 250)
  .parse();
const { symbols, evenings } = command.opts<{ symbols: number; evenings: number }>();
const folder = command.args[0]!;
await mkdir(folder);
const [dataDir, modelsDir] = [join(folder, "data"), join(folder, "models")];

/** Small, since the record does not depend on how good the models are. */
const CONFIG = parseConfig({ units: [8, 4], denseUnits: 4, epochs: 2 });
/** After the close in New York, and after Yahoo has corrected it. */
const EVENING = "T22:30:00.000Z";

const markets = madeUpMarkets(symbols);
const dates = markets[0]!.sessions.map(({ date }) => date);
let today = dates.length - evenings - 1;
const now = () => new Date(`${dates[today]!}${EVENING}`);
await using yahoo = await startStandIn({ markets: [...markets, vixMarket({ of: markets[0]! })], now });
process.env.YAHOO_STAND_IN = yahoo.url;
const access = { dataDir, now };
const models = storeOf(modelsDir);

for (const { symbol } of markets) {
  const series = await loadBars({ symbol, source: "yahoo", vix: "auto", ...access });
  const { bundle } = await trainBundle({ series, config: CONFIG, modelsDir });
  await promote(models, symbol, bundle.metadata.version, "replay");
}
await using record = new Store({ dataDir });
let [issued, settled] = [0, 0];
for (; today < dates.length; today++) {
  const loadVix = vixLoader({ vix: "auto", ...access }, loadBars);
  for (const { symbol } of markets) {
    const options = { models, record, dataDir, vix: "auto" as const, loadVix, now: now().getTime() };
    const result = await recordSymbol(symbol, options);
    issued += result.recorded.length;
    settled += result.settled;
  }
  process.stderr.write(
    `${dates[today]}: ${issued} evenings of a forecaster issued, ${settled} forecasts settled\n`,
  );
}
