import { Forecaster, forecastWithModel } from "@lstm-predict/forecaster";
import { loadBars } from "@lstm-predict/market-data";
import { parseConfig } from "@lstm-predict/model/config";
import { trainBundle } from "@lstm-predict/training";

const modelsDir = process.argv[2] ?? "models";
// Old bars of AAPL that come with the installation; `{ symbol: "MSFT" }` alone asks Yahoo Finance.
const series = await loadBars({ symbol: "AAPL", source: "sample" });
// A small network, for a quick run. Fields that are left out have their defaults: parseConfig({}) is what `train` uses.
const config = parseConfig({ units: [16, 8], epochs: 5, seed: 7 });

const { bundle, scores } = await trainBundle({ series, config, modelsDir });
const { model, naive } = scores.test;
console.log(`MASE on ${model.n} test days: model ${model.mase.toFixed(4)}, naive ${naive.mase.toFixed(4)}`);

const forecaster = await Forecaster.load(bundle.dir);
const next = forecastWithModel(forecaster, series);
const [lower, upper] = next.intervals!["90"].map((price) => price.toFixed(2));
console.log(`close of ${next.targetDate}: ${next.prediction.toFixed(2)}, naive ${next.naive.toFixed(2)}`);
console.log(`90 % interval: ${lower} to ${upper}`);
console.log(`bundle: ${bundle.dir}`);
