import { expect, test } from "@jest/globals";
import { toRawSeries } from "@lstm-predict/bars";
import { type ModelConfig, parseConfig } from "@lstm-predict/model";
import { chronologicalSplits } from "@lstm-predict/preprocessing";
import { fitModel, forecastOn, trainBundle } from "../src/index.ts";
import { folder, QUICK, quickBars } from "./quick.ts";

test.each<[string, Partial<ModelConfig>]>([
  ["distribution", { target: "distribution" }],
  ["return", { target: "return" }],
  ["price", { target: "price" }],
])(
  "when a saved network of %s computes again, then its forecasts are those of the training",
  async (_name, over) => {
    const series = await quickBars();
    const raw = toRawSeries(series.bars);
    const config = parseConfig({ ...QUICK, ...over });
    let forecasts: Float64Array | undefined;
    const { bundle } = await trainBundle({
      series,
      config,
      modelsDir: await folder(),
      extras: async (training) => {
        forecasts = training.forecasts.points.model;
        return {};
      },
    });
    for (const engine of ["fused", "tfjs"] as const) {
      const { price, windows } = await forecastOn({ ...config, engine }, bundle, raw);
      expect([price.length, windows.length]).toEqual([raw.length - 20, raw.length - 20]);
      forecasts!.forEach((expected, day) => {
        expect(Math.abs(price[day]! / expected - 1)).toBeLessThan(1e-5);
      });
    }
  },
);

test("when a network is fitted on its own, then the caller has outputs of every window, and disposes it", async () => {
  const { bars } = await quickBars();
  const series = toRawSeries(bars);
  const splits = chronologicalSplits(series.length, 20);
  const events: string[] = [];
  const config = parseConfig({ ...QUICK, target: "return" });
  const fitted = await fitModel({ series, splits, config, onEvent: ({ type }) => events.push(type) });
  const { model, preprocessor, windows, outputs, epochs, bestEpoch, history } = fitted;
  try {
    expect([epochs, history.length, model.countParams()]).toEqual([2, 2, 425]);
    expect(history.map(({ epoch }) => epoch)).toEqual([1, 2]);
    const best = Math.min(...history.map(({ valLoss }) => valLoss));
    expect(history[bestEpoch - 1]!.valLoss).toBe(best);
    expect([events[0], events.at(-1)]).toEqual(["started", "stopped"]);
    expect(outputs).toHaveLength(windows.length * preprocessor.outputs);
  } finally {
    model.dispose();
  }
});
