import { describe, expect, test } from "@jest/globals";
import { directionalAccuracy } from "../src/directional.ts";
import { scoreIntervals } from "../src/intervals.ts";
import { qlikeLoss } from "../src/losses.ts";
import { returnCorrelation, rmsse } from "../src/returns.ts";

describe("intervals", () => {
  const actual = [1, 2, 3, 4, 5, 6];
  const lower = [0, 2, 3.5, 3, 4, 7];
  const upper = [2, 3, 4.5, 5, 4.5, 9];

  test("when they are scored, then coverage, width and losses are those counted by hand", () => {
    // Inside: 1, 2 (on the bound), 4. Outside by 0.5, 0.5 and 1; the penalty is 2 / 0.2 = 10 times the distance.
    const scores = scoreIntervals({ actual, lower, upper, level: 0.8 });
    expect(scores.n).toBe(6);
    expect(scores.coverage).toBe(0.5);
    expect(scores.meanWidth).toBeCloseTo((2 + 1 + 1 + 2 + 0.5 + 2) / 6, 12);
    expect(scores.intervalScore).toBeCloseTo(scores.meanWidth + (10 * 2) / 6, 12);
    // The interval score is 2 / alpha times the sum of the pinball losses of both bounds.
    expect(scores.pinball).toBeCloseTo((scores.intervalScore * 0.2) / 4, 12);
    expect(scores.coverageByTercile).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  test("when a volatility is given, then coverage is counted in its terciles", () => {
    const volatility = [6, 5, 1, 4, 2, 3];
    const scores = scoreIntervals({ actual, lower, upper, level: 0.8, volatility });
    expect(scores.coverageByTercile).toEqual([0, 0.5, 1]);
  });

  test("when an interval ends before it starts or the level is no share, then the error quotes it", () => {
    expect(() => scoreIntervals({ actual: [1], lower: [2], upper: [1], level: 0.9 })).toThrow(
      "interval 0 is 2 to 1",
    );
    expect(() => scoreIntervals({ actual: [1], lower: [0], upper: [1], level: 90 })).toThrow("level is 90");
  });
});

describe("QLIKE", () => {
  test("when the forecast is right, then it is 0, and too low costs more than too high", () => {
    expect(qlikeLoss(2, 2)).toBe(0);
    expect(qlikeLoss(2, 4)).toBeCloseTo(0.5 + Math.log(2) - 1, 12);
    expect(qlikeLoss(2, 1)).toBeCloseTo(2 - Math.log(2) - 1, 12);
  });
});

describe("scores of returns", () => {
  const last = [100, 50, 200, 80];
  const actual = [101, 49, 206, 80];

  test("when the forecast is halfway between last and actual, then RMSSE is one half and the correlation 1", () => {
    const forecast = actual.map((value, i) => (value + last[i]!) / 2);
    expect(rmsse({ forecast, actual, last })).toBeCloseTo(0.5, 12);
    expect(returnCorrelation({ forecast, actual, last })).toBeCloseTo(1, 12);
    expect(directionalAccuracy({ forecast, actual, last })).toMatchObject({ right: 3, trials: 3, share: 1 });
  });

  test("when the forecast is naive or drifts, then its changes do not vary and have no correlation", () => {
    expect(rmsse({ forecast: last, actual, last })).toBe(1);
    expect(returnCorrelation({ forecast: last, actual, last })).toBeNaN();
    const drift = last.map((value) => value * Math.exp(0.0003));
    expect(returnCorrelation({ forecast: drift, actual, last })).toBeNaN();
    expect(directionalAccuracy({ forecast: last, actual, last }).trials).toBe(0);
  });
});
