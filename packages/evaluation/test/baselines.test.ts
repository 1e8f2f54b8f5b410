import { describe, expect, test } from "@jest/globals";
import { MetricsError } from "@lstm-predict/metrics";
import { driftForecast, meanLogReturn, naiveForecast } from "../src/baselines/baselines.ts";
import { scoreSplit } from "../src/baselines/split-scores.ts";

const actual = [101.5, 100.25, 103, 102, 104.75, 104.75, 99.5, 100];
const last = [100, 101.5, 100.25, 103, 102, 104.75, 104.75, 99.5];
const forecast = [101, 101, 101.5, 102.5, 102, 105, 103, 99];

describe("golden values of scikit-learn 1.9.1", () => {
  // r2_score, mean_absolute_error, root_mean_squared_error, 100 mean_absolute_percentage_error; mase is their ratio.
  test.each([
    [
      "model",
      {
        r2: 0.18504869702553306,
        mae: 1.34375,
        rmse: 1.7388034679054445,
        mape: 1.321099628104112,
        mase: 0.7166666666666667,
      },
    ],
    [
      "naive",
      { r2: -0.6088444327454594, mae: 1.875, rmse: 2.443102535711508, mape: 1.8470863267150222, mase: 1 },
    ],
    [
      "drift",
      {
        r2: -0.660330535532214,
        mae: 1.8811372663496808,
        rmse: 2.481886667469522,
        mape: 1.8544894684344695,
        mase: 1.0032732087198297,
      },
    ],
  ] as const)("when %s is scored, then every score agrees", (name, golden) => {
    const scores = scoreSplit({ forecast, actual, last, drift: 0.004 })[name];
    for (const [score, value] of Object.entries(golden)) {
      expect([score, scores[score as keyof typeof golden]]).toEqual([score, expect.closeTo(value, 12)]);
    }
    expect(scores.n).toBe(8);
  });
});

describe("baselines", () => {
  test("when the naive forecast is made, then it is a copy of the last values", () => {
    const input = Float64Array.from(last);
    const naive = naiveForecast(input);
    naive[0] = 7;
    expect(input[0]).toBe(100);
    expect([...naiveForecast(last)]).toEqual(last);
  });

  test("when a series grows by a constant rate, then its mean log return is that rate and drift is exact", () => {
    const closes = Array.from({ length: 20 }, (_, day) => 50 * Math.exp(0.01 * day));
    const drift = meanLogReturn(closes.slice(0, 10));
    expect(drift).toBeCloseTo(0.01, 14);
    driftForecast(closes.slice(0, -1), drift).forEach((value, k) => {
      expect(value).toBeCloseTo(closes[k + 1]!, 10);
    });
  });
});

describe("bad input", () => {
  test.each<[string, () => unknown, string]>([
    ["bad_value", () => driftForecast([1], Number.POSITIVE_INFINITY), "meanLogReturn is Infinity"],
    ["empty", () => meanLogReturn([5]), "closes has 1 values: a return needs at least 2"],
    ["bad_value", () => meanLogReturn([5, 0, 3]), "closes[1] is 0: expected a number above 0"],
  ])("when it is %s, then the error quotes it", (code, call, message) => {
    expect(call).toThrow(MetricsError);
    expect(call).toThrow(message);
    expect(call).toThrow(expect.objectContaining({ code }));
  });
});
