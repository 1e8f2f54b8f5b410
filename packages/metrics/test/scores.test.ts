import { describe, expect, test } from "@jest/globals";
import { MetricsError } from "../src/errors.ts";
import { scoreForecast } from "../src/scores.ts";

const actual = [101.5, 100.25, 103, 102, 104.75, 104.75, 99.5, 100];
const last = [100, 101.5, 100.25, 103, 102, 104.75, 104.75, 99.5];
const forecast = [101, 101, 101.5, 102.5, 102, 105, 103, 99];

describe("directional accuracy", () => {
  const direction = (of: { forecast?: number[]; actual?: number[] }) =>
    scoreForecast({ forecast, actual, last, ...of }).directionalAccuracy;

  test("when the actual value did not move, then the day is left out; a forecast that stays is wrong", () => {
    // Seven days have a move. The forecast of day 5 is flat, that of day 8 has the wrong direction.
    expect(direction({})).toBeCloseTo(5 / 7, 12);
  });

  test("when a forecast always stays, then it takes no side", () => {
    expect(direction({ forecast: last })).toBeNaN();
  });

  test("when a forecast is right or opposite on every day, then it is 1 or 0", () => {
    expect(direction({ forecast: actual })).toBe(1);
    expect(direction({ forecast: actual.map((value, k) => 2 * last[k]! - value) })).toBe(0);
  });
});

describe("scores that are not defined", () => {
  test("when the actual values are all equal, then R2 is NaN, and JSON shows null", () => {
    const scores = scoreForecast({ forecast: [1, 2], actual: [3, 3], last: [3, 3] });
    expect([scores.r2, scores.mase, scores.directionalAccuracy]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    expect(JSON.parse(JSON.stringify(scores)).r2).toBeNull();
    expect(scores.mae).toBe(1.5);
  });

  test("when an actual value is zero, then MAPE is NaN", () => {
    expect(scoreForecast({ forecast: [1, 2], actual: [0, 3], last: [1, 1] }).mape).toBeNaN();
  });
});

describe("bad input", () => {
  test.each<[string, () => unknown, string]>([
    [
      "bad_length",
      () => scoreForecast({ forecast: [1], actual, last }),
      "forecast has 1, actual has 8, last has 8",
    ],
    ["empty", () => scoreForecast({ forecast: [], actual: [], last: [] }), "forecast is empty"],
    [
      "bad_value",
      () => scoreForecast({ forecast: forecast.with(2, Number.NaN), actual, last }),
      "forecast[2] is NaN",
    ],
  ])("when it is %s, then the error quotes it", (code, call, message) => {
    expect(call).toThrow(MetricsError);
    expect(call).toThrow(message);
    expect(call).toThrow(expect.objectContaining({ code }));
  });
});
