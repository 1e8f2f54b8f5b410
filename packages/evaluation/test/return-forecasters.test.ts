import { describe, expect, test } from "@jest/globals";
import {
  linearReturn,
  naiveReturn,
  RETURN_FORECASTERS,
  ridgeReturn,
  shrunkDriftReturn,
} from "../src/baselines/return-forecasters.ts";

const VALIDATION_FROM = 500;

/** Closes of a walk whose returns repeat `momentum` of the one before, with the same noise every time. */
function walk(momentum: number, drift = 0, days = 700): number[] {
  const closes = [100];
  let previous = 0;
  let state = 42;
  const noise = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // Numerical Recipes' generator
    return state / 2 ** 32 - 0.5;
  };
  for (let day = 1; day < days; day++) {
    previous = momentum * previous + 0.02 * noise();
    closes.push(closes.at(-1)! * Math.exp(previous + drift));
  }
  return closes;
}

describe("return forecasters", () => {
  test("when each is fitted, then naive forecasts 0 and the drifts forecast their means", () => {
    const closes = walk(0, 0.001);
    const total = Math.log(closes.at(-1)! / closes[0]!);
    const training = Math.log(closes[VALIDATION_FROM - 1]! / closes[0]!);
    const fitted = RETURN_FORECASTERS.map((forecaster) =>
      forecaster.fit({ closes, validationFrom: VALIDATION_FROM }),
    );
    expect(fitted.map(({ name }) => name)).toEqual(["naive", "drift", "shrunk drift", "ridge"]);
    const window = closes.slice(-60);
    expect(fitted[0]!.forecast(window)).toBe(0);
    expect(fitted[1]!.forecast(window)).toBeCloseTo(training / (VALIDATION_FROM - 1), 14);
    expect(fitted[2]!.forecast(window)).toBeCloseTo((total + 0.75) / (699 + 2500), 14);
  });

  test("when a signal is planted, then ridge finds it", () => {
    const closes = walk(0.6);
    const ridge = ridgeReturn.fit({ closes, validationFrom: VALIDATION_FROM });
    const window = closes.slice(-60);
    const risen = window.with(-1, window.at(-1)! * Math.exp(0.01));
    const momentum = (ridge.forecast(risen) - ridge.forecast(window)) / 0.01;
    // Validation may prefer it a little shrunk.
    expect(momentum).toBeGreaterThan(0.4);
    expect(momentum).toBeLessThan(0.65);
  });

  test("when returns are independent, then ridge is no further from the drift than its noise", () => {
    const closes = walk(0);
    const ridge = ridgeReturn.fit({ closes, validationFrom: VALIDATION_FROM });
    const shrunk = shrunkDriftReturn.fit({ closes, validationFrom: VALIDATION_FROM });
    expect(Math.abs(ridge.forecast(closes.slice(-60)) - shrunk.forecast(closes.slice(-60)))).toBeLessThan(
      0.001,
    );
  });

  test("when later closes change, then a forecaster fitted on training does not", () => {
    const closes = walk(0.3);
    const changed = closes.with(600, 1);
    const drift = RETURN_FORECASTERS[1]!;
    const window = closes.slice(0, 60);
    expect(drift.fit({ closes: changed, validationFrom: VALIDATION_FROM }).forecast(window)).toBe(
      drift.fit({ closes, validationFrom: VALIDATION_FROM }).forecast(window),
    );
  });

  test("when a fitted one goes through JSON, then it forecasts the same", () => {
    const closes = walk(0.5);
    const ridge = ridgeReturn.fit({ closes, validationFrom: VALIDATION_FROM });
    const { name, intercept, lags } = JSON.parse(JSON.stringify(ridge));
    expect(linearReturn(name, intercept, lags).forecast(closes)).toBe(ridge.forecast(closes));
  });

  test("when there are too few closes for the lags, then the error says how many are needed", () => {
    expect(() => linearReturn("two lags", 0, [1, 1]).forecast([1, 2])).toThrow("2 lags need at least 3");
    expect(naiveReturn.fit({ closes: [1], validationFrom: 1 }).forecast([1])).toBe(0);
  });
});
