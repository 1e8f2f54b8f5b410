import { expect, test } from "@jest/globals";
import { rowsBefore, toRawSeries } from "@lstm-predict/bars";
import { EXTERNALS } from "@lstm-predict/forecaster";
import { chronologicalSplits } from "@lstm-predict/preprocessing";
import { IntervalForecaster, logRangeVariance } from "@lstm-predict/volatility";
import { forecastAll, mixNetwork, scoreRange } from "../src/index.ts";

const WINDOW = 60;

/** Bars whose moves grow and shrink in waves of 150 days. */
const series = (() => {
  let close = 100;
  return toRawSeries(
    Array.from({ length: 560 }, (_, k) => {
      const size = 0.015 * Math.exp(Math.sin(k / 24));
      const open = close * Math.exp((size / 3) * Math.sin(5 * k * k));
      close *= Math.exp(1.4 * size * Math.sin(k * k));
      const [high, low] = [
        Math.max(open, close) * Math.exp(size / 4),
        Math.min(open, close) * Math.exp(-size / 4),
      ];
      const date = new Date(Date.UTC(2023, 0, 1 + k)).toISOString().slice(0, 10);
      return { date, open, high, low, close, volume: 1e6, adjClose: close };
    }),
  );
})();
const splits = chronologicalSplits(series.length, WINDOW);
const actual = logRangeVariance(series.rows);

/** A model whose network forecasts the log variance `of(day)` of bar `day + WINDOW`. */
function modelOf(of: (day: number) => number) {
  const windows = Array.from({ length: series.length - WINDOW }, (_, k) => {
    const rows = rowsBefore(series, k + WINDOW, WINDOW);
    return { rows, external: { network: of(k) } };
  });
  return { windows, price: Float64Array.from(windows, ({ rows }) => rows.at(-3)!) };
}
const size = (k: number) => 2 * Math.log(0.015 * Math.exp(Math.sin((k + WINDOW) / 24)));
const noise = (k: number) => Math.sin(1.7 * k * k);

const mix = (of: (day: number) => number) => mixNetwork(series, splits, WINDOW, "distribution", modelOf(of));
const winkler = (forecasts: Parameters<typeof scoreRange>[0], name: string) =>
  scoreRange(forecasts, splits.test)[name]!.intervals!["90"]!.winkler;

test.each([
  ["knows the size of the moves", size, 0.5],
  ["is noise", (k: number) => actual[k]! + 4 * noise(k), 0],
  ["is noise in part", (k: number) => size(k) + 0.8 * noise(k), 0.25],
])("when the network %s, then it has the weight that helps", (_name, of, weight) => {
  const { forecasts, mix: chosen } = mix(of);
  expect(chosen).toMatchObject({ weight });
  expect(chosen!.tried.map(({ weight }) => weight)).toEqual([0.5, 0.25, 0]);
  const at = Object.fromEntries(chosen!.tried.map(({ weight, winkler }) => [weight, winkler]));
  expect(winkler(forecasts, "model")).toBe(at[weight]);
  expect(at[weight]!).toBeLessThanOrEqual(1.001 * at[0]!);
  // Without the network the error bar is that of zero-shot HAR.
  expect(at[0]).toBe(winkler(forecasts, "zeroShot"));
  for (const heavier of [0.5, 0.25].filter((other) => other > weight))
    expect(at[heavier]!).toBeGreaterThan(1.001 * at[0]!);
});

test("when the weight falls, then the error bar of the bundle forecasts with it", () => {
  const window = { rows: series.rows.slice(-6 * WINDOW), external: { network: -3 } };
  const logVariance = (of: (day: number) => number) => {
    const state = JSON.parse(JSON.stringify(mix(of).forecasts.errorBar));
    return IntervalForecaster.fromJSON(state, EXTERNALS).volatility.forecast(window);
  };
  const none = logVariance((k) => actual[k]! + 4 * noise(k));
  expect(logVariance(size)).toBeCloseTo(0.5 * -3 + 0.5 * none, 12);
  expect(logVariance((k) => size(k) + 0.8 * noise(k))).toBeCloseTo(0.25 * -3 + 0.75 * none, 12);
});

test("when the target has no log variance, then there is nothing to weigh", () => {
  const model = modelOf(size);
  const plain = { ...model, windows: model.windows.map(({ rows }) => ({ rows })) };
  const { forecasts, mix: chosen } = mixNetwork(series, splits, WINDOW, "return", plain);
  expect(chosen).toBeUndefined();
  expect(forecasts.scales.model).toEqual(forecastAll(series, splits, WINDOW, "return", plain).scales.model);
});
