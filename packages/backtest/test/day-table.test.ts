import { expect, test } from "@jest/globals";
import { DAY_COLUMNS, dayPages } from "../src/index.ts";
import { regimes } from "./value/forecasts.ts";

const forecasts = regimes(3);
const [first, second] = [forecasts, { ...forecasts, horizon: 5 }];
const rows = [...dayPages([{ symbol: "ACME", bySeed: [first, second] }], 7)]
  .flat()
  .map((day) => Object.fromEntries(Object.entries(DAY_COLUMNS).map(([name, { read }]) => [name, read(day)])));

test("when the days are listed, then every forecaster of every seed has each", () => {
  expect(rows).toHaveLength(2 * 4 * 3);
  expect([...new Set(rows.map(({ forecaster }) => forecaster))]).toEqual([
    "model",
    "naive",
    "constant",
    "ewma",
  ]);
  expect([...new Set(rows.map(({ seed, horizon }) => `${seed} ${horizon}`))]).toEqual(["7 1", "8 5"]);
});

test("when a forecaster has prices and a scale, then its row has both; else the other is missing", () => {
  const { last, actual, dates, points, scales } = forecasts;
  const { sigma, quantiles } = scales.model!;
  expect(rows[1]).toEqual({
    symbol: "ACME",
    seed: 7,
    date: dates[1],
    horizon: 1,
    forecaster: "model",
    last: last[1],
    actual: actual[1],
    prediction: points.model![1],
    sigma: sigma[1],
    ...Object.fromEntries(
      [50, 80, 90, 95].flatMap((level, k) => {
        const reach = quantiles[1]![k]! * sigma[1]!;
        return [
          [`lower${level}`, last[1]! * Math.exp(-reach)],
          [`upper${level}`, last[1]! * Math.exp(reach)],
        ];
      }),
    ),
  });
  expect(rows[3]).toMatchObject({ forecaster: "naive", prediction: last[0], sigma: null, lower90: null });
  expect(rows[6]).toMatchObject({ forecaster: "constant", prediction: null, sigma: 0.01 });
});

test("when a number is not finite, then it is missing", () => {
  const still = { ...forecasts, actual: forecasts.actual.map(() => Number.POSITIVE_INFINITY) };
  const [day] = [...dayPages([{ symbol: "ACME", bySeed: [still] }], 1)].flat();
  expect(DAY_COLUMNS.actual!.read(day!)).toBeNull();
});

test("when there are later sessions, then their days follow, and the 50 % interval has their centre", () => {
  const { model } = forecasts.scales;
  const month = { ...forecasts, horizon: 20, scales: { model: { ...model!, centre: 0.2 } } };
  const days = [...dayPages([{ symbol: "ACME", bySeed: [forecasts], later: [[month]] }], 7)].flat();
  const read = (name: string) => days.map((day) => DAY_COLUMNS[name]!.read(day));
  expect(read("horizon")).toEqual([...Array(12).fill(1), ...Array(6).fill(20)]);
  const [at, sigma] = [12, model!.sigma[0]!];
  const logOf = (name: string) => Math.log(Number(read(name)[at]) / forecasts.last[0]!) / sigma;
  expect(logOf("lower50") + logOf("upper50")).toBeCloseTo(0.4, 10);
  expect(logOf("lower90") + logOf("upper90")).toBeCloseTo(0, 10);
});
