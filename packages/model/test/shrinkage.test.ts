import { expect, test } from "@jest/globals";
import { Random } from "../src/random.ts";
import { fitShrinkage } from "../src/shrinkage.ts";

const absoluteError = (factor: number, forecast: number[], actual: number[]) =>
  forecast.reduce((sum, f, k) => sum + Math.abs(actual[k]! - factor * f), 0);

test("when the factor is fitted, then no other factor in [0, 1] has a smaller absolute error", () => {
  const random = new Random(9);
  for (let trial = 0; trial < 50; trial++) {
    const forecast = Array.from({ length: 40 }, () => random.normal());
    const actual = forecast.map((f) => (trial / 25 - 0.5) * f + random.normal());
    const best = absoluteError(fitShrinkage(forecast, actual), forecast, actual);
    for (let factor = 0; factor <= 1.0001; factor += 0.01) {
      expect(best).toBeLessThanOrEqual(absoluteError(factor, forecast, actual) + 1e-9);
    }
  }
});

test("when forecasts are exact, too small, opposite, too large by half or zero, then the factor is 1, 1, 0, 2/3 or 0", () => {
  const actual = [0.01, -0.02, 0.005];
  const times = (by: number) => actual.map((value) => value * by);
  expect(fitShrinkage(actual, actual)).toBe(1);
  expect(fitShrinkage(times(0.5), actual)).toBe(1);
  expect(fitShrinkage(times(-1), actual)).toBe(0);
  expect(fitShrinkage(times(1.5), actual)).toBeCloseTo(2 / 3, 12);
  expect(fitShrinkage([0, 0, 0], actual)).toBe(0);
});
