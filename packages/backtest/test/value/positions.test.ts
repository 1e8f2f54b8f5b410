import { expect, test } from "@jest/globals";
import { positionsOf, targetOf } from "../../src/value/positions.ts";
import { regimes, scale } from "./forecasts.ts";

const forecasts = regimes(300);

test("when the forecast deviation is half or double the target, then the position is 2 or one half, and never above 2", () => {
  const sigma = Float64Array.from(forecasts.last, (_, day) => [0.005, 0.02, 0.001][day % 3]!);
  const { targetModel } = positionsOf(
    [{ ...forecasts, scales: { ...forecasts.scales, model: scale(sigma) } }],
    0.01,
  );
  expect(targetModel![0]).toBeCloseTo(2, 10);
  expect(targetModel![1]).toBeCloseTo(0.5, 10);
  expect(targetModel![2]).toBe(2);
});

test("when there are two seeds, then each has half of the capital", () => {
  const other = scale(forecasts.scales.model!.sigma.map((value) => 2 * value));
  const { targetModel } = positionsOf(
    [forecasts, { ...forecasts, scales: { ...forecasts.scales, model: other } }],
    0.01,
  );
  expect(targetModel![0]).toBeCloseTo((2 + 1) / 2, 10);
});

test("when the prediction is not above the last close, then the sign is out of the market, or short", () => {
  const { signLongOut, signLongShort } = positionsOf([forecasts], 0.01);
  expect([...signLongOut!.subarray(0, 3)]).toEqual([1, 0, 1]);
  expect([...signLongShort!.subarray(0, 3)]).toEqual([1, -1, 1]);
});

test("when a forecaster is missing, then its strategy is too", () => {
  expect(Object.keys(positionsOf([forecasts], 0.01))).toEqual([
    "hold",
    "targetModel",
    "targetEwma",
    "targetConstant",
    "signLongOut",
    "signLongShort",
  ]);
});

test("when closes change from a day on, then no position does: each was taken the evening before", () => {
  const later = (values: Float64Array) => values.map((value, day) => (day >= 100 ? 3 * value : value));
  const changed = { ...forecasts, actual: later(forecasts.actual) };
  expect(positionsOf([changed], targetOf(changed))).toEqual(positionsOf([forecasts], targetOf(forecasts)));
});

test("when later constant volatilities differ, then the target is that before the first test day", () => {
  const constant = scale(forecasts.last.map((_, day) => (day < 60 ? 0.01 : 0.03)));
  expect(targetOf({ ...forecasts, scales: { ...forecasts.scales, constant } })).toBe(0.01);
});
