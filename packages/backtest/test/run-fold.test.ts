import { describe, expect, test } from "@jest/globals";
import type { RawSeries } from "@lstm-predict/bars";
import { type SplitTable, scoreRange } from "@lstm-predict/evaluation";
import { parseConfig } from "@lstm-predict/model";
import { runFold, walkForward } from "../src/index.ts";
import { planted } from "./series.ts";

const { signal } = new AbortController();

async function scoreOf(series: RawSeries): Promise<SplitTable["model"]> {
  const config = parseConfig({
    target: "return",
    window: 25,
    units: [8],
    denseUnits: 4,
    dropout: 0,
    l2: 0,
    epochs: 40,
    learningRate: 0.01,
    seed: 1,
  });
  const [fold] = walkForward(series.length, 25, { folds: 1, refitEvery: 60 });
  const { forecasts } = await runFold({ series, fold: fold!, config, signal });
  expect(forecasts.dates).toEqual(series.dates.slice(-60));
  return scoreRange(forecasts, { from: 0, to: 60 }).model;
}

describe("planted signals", () => {
  test("when the volume tells the next day's move, then it is found", async () => {
    const model = await scoreOf(planted("next day"));
    expect(model.mase).toBeLessThan(0.5);
    expect(model.directionalAccuracy).toBeGreaterThan(0.95);
    expect(model.diebold.p).toBeLessThan(0.001);
  });

  test("when the volume tells the day's own move, which no one knows the evening before, then nothing is gained", async () => {
    const model = await scoreOf(planted("same day"));
    expect(model.mase).toBeGreaterThan(0.9);
    expect(model.diebold.p).toBeGreaterThan(0.05);
  });
});

describe("what a fold knows", () => {
  const config = parseConfig({ window: 25, units: [3], denseUnits: 2, epochs: 2, target: "distribution" });

  test("when days after the fold change, then no forecast of it does", async () => {
    const series = planted("next day");
    const changed = { ...series, rows: series.rows.map((value, k) => (k >= 300 * 6 ? value * 3 : value)) };
    const [first] = walkForward(series.length, 25, { folds: 2, refitEvery: 30 });
    const [before, after] = [
      await runFold({ series, fold: first!, config, signal }),
      await runFold({ series: changed, fold: first!, config, signal }),
    ];
    expect(before.forecasts.dates.at(-1)).toBe(series.dates[299]);
    expect(after.forecasts).toEqual(before.forecasts);
  });

  test("when the network forecasts a volatility, then it is there alone, beside the others; else it is not", async () => {
    const series = planted("next day");
    const [fold] = walkForward(series.length, 25, { folds: 1, refitEvery: 30 });
    const { network, zeroShot, model } = (await runFold({ series, fold: fold!, config, signal })).forecasts
      .scales;
    expect(network!.sigma).toHaveLength(30);
    expect(network!.sigma).not.toEqual(zeroShot!.sigma);
    expect(network!.sigma).not.toEqual(model!.sigma);
    const returns = { ...config, target: "return" as const };
    expect(
      (await runFold({ series, fold: fold!, config: returns, signal })).forecasts.scales.network,
    ).toBeUndefined();
  });

  test("when it starts from other weights, then its forecasts are others", async () => {
    const series = planted("next day");
    const [fold] = walkForward(series.length, 25, { folds: 1, refitEvery: 30 });
    const cold = await runFold({ series, fold: fold!, config, signal });
    const initialWeights = cold.weights.map((values) => values.map((value) => 2 * value));
    const warm = await runFold({ series, fold: fold!, config, signal, initialWeights });
    expect(warm.forecasts.points.model).not.toEqual(cold.forecasts.points.model);
    expect(warm.forecasts.points.naive).toEqual(cold.forecasts.points.naive);
  });
});
