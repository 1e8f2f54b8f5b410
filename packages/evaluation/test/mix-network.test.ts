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

/** The least-squares slope of y on x, with an intercept. */
function slopeOf(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  const products = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, k) => sum + (value - meanX) * (b[k]! - (b === x ? meanX : meanY)), 0);
  return products(x, y) / products(x, x);
}

test.each([
  ["knows the size of the moves", size, true],
  ["is noise", (k: number) => actual[k]! + 4 * noise(k), false],
  ["is the opposite", (k: number) => -16 - size(k), false],
])("when the network %s, then it has a part if that helps: %s", (_name, of, helps) => {
  const { forecasts, mix: chosen } = mix(of);
  const { weight, fitted, tried } = chosen!;
  expect(weight > 0).toBe(helps);
  expect(weight === 0 || weight === fitted).toBe(true);
  const { from, to } = splits.validation;
  const days = Array.from({ length: to - from }, (_, k) => from + k);
  const pooled = days.map((day) => 2 * Math.log(forecasts.scales.zeroShot!.sigma[day]!));
  const slope = slopeOf(
    days.map((day, k) => of(day) - pooled[k]!),
    days.map((day, k) => actual[day + WINDOW - 1]! - pooled[k]!),
  );
  const shrunk = (slope * days.length) / (days.length + 250);
  expect(fitted).toBeCloseTo(Math.min(0.5, Math.max(0, shrunk)), 10);
  expect(tried.at(-1)).toEqual({ weight: 0, winkler: winkler(forecasts, "zeroShot") });
  if (helps) expect(tried[0]!.winkler).toBeLessThan(tried[1]!.winkler);
});

test("when the test days change, then the weight does not", () => {
  const end = splits.test.from + WINDOW;
  const rows = series.rows.map((value, i) => (i < 6 * end ? value : value * 1.5));
  const other = mixNetwork({ ...series, rows }, splits, WINDOW, "distribution", modelOf(size));
  const { weight, fitted, p } = mix(size).mix!;
  expect(other.mix).toMatchObject({ weight, fitted: expect.closeTo(fitted!, 10), p: expect.closeTo(p!, 10) });
});

test("when the network has a part, then the error bar of the bundle forecasts with its weight", () => {
  const window = { rows: series.rows.slice(-6 * WINDOW), external: { network: -3 } };
  const logVariance = (of: (day: number) => number) => {
    const state = JSON.parse(JSON.stringify(mix(of).forecasts.errorBar));
    return IntervalForecaster.fromJSON(state, EXTERNALS).volatility.forecast(window);
  };
  const none = logVariance((k) => actual[k]! + 4 * noise(k));
  const { weight } = mix(size).mix!;
  expect(logVariance(size)).toBeCloseTo(weight * -3 + (1 - weight) * none, 12);
});

test("when the network has no part, then its own scale is told all the same", () => {
  const { mix: mixed, network } = mix((k) => 30 * noise(k));
  expect(mixed!.weight).toBe(0);
  expect(network!.sigma[40]).toBeCloseTo(Math.exp(15 * noise(40)), 10);
});

test("when the target has no log variance, then there is nothing to weigh", () => {
  const model = modelOf(size);
  const plain = { ...model, windows: model.windows.map(({ rows }) => ({ rows })) };
  const { forecasts, mix: chosen } = mixNetwork(series, splits, WINDOW, "return", plain);
  expect(chosen).toBeUndefined();
  expect(forecasts.scales.model).toEqual(forecastAll(series, splits, WINDOW, "return", plain).scales.model);
});
