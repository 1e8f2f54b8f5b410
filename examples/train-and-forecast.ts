import { fetchBars, forecast, train } from "lstm-predict";

const modelsDir = process.argv[2] ?? "models";
// Old bars of AAPL that come with the installation; `{ symbol: "MSFT" }` alone asks Yahoo Finance.
const bars = await fetchBars({ symbol: "AAPL", source: "sample" });
// A small network, for a quick run. Fields that are left out have the defaults of `pnpm train`.
const config = { units: [16, 8], epochs: 5, seed: 7 };

const model = await train(bars, config, {
  modelsDir,
  onEvent: (event) => {
    if (event.type === "epoch")
      console.log(`epoch ${event.epoch}: validation loss ${event.valLoss.toFixed(3)}`);
  },
});
const { model: ours, naive } = model.scores.test;
console.log(`MASE on ${ours.n} test days: model ${ours.mase.toFixed(4)}, naive ${naive.mase.toFixed(4)}`);

const next = forecast(bars, { model });
const [lower, upper] = next.intervals!["90"].map((price) => price.toFixed(2));
console.log(`close of ${next.targetDate}: ${next.prediction.toFixed(2)}, naive ${next.naive.toFixed(2)}`);
console.log(`90 % interval: ${lower} to ${upper}`);
console.log(`bundle: ${model.bundle.dir}`);
