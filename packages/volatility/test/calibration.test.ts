import { describe, expect, test } from "@jest/globals";
import { LEVELS } from "@lstm-predict/forecasts";
import { studentTQuantile } from "@lstm-predict/metrics";
import { conformalQuantile, mixQuantiles } from "../src/conformal.ts";
import { interval, returnDensity } from "../src/interval.ts";
import { IntervalForecaster } from "../src/interval-forecaster.ts";
import { har, harVolume } from "../src/linear.ts";
import { OWN_BARS, SPY_MARKET } from "../src/pooled-models.ts";
import { QuantileTracker } from "../src/quantile-tracker.ts";
import { windowBefore } from "../src/span.ts";
import { rows, rowsOf } from "./fixture.ts";

const span = { rows: rows[0] };
const fitted = harVolume.fit({ rows: rowsOf(rows[0], 0, 400) });

describe("split conformal", () => {
  const scores = Array.from({ length: 99 }, (_, k) => (k * 37) % 99).map((k) => k + 1); // 1 .. 99, shuffled

  test("when there are 99 scores, then .9 is the 90th and .95 the 95th", () => {
    expect(LEVELS.map((level) => conformalQuantile(scores, level))).toEqual([50, 80, 90, 95]);
  });

  test("when (n + 1) level is not whole, then the rank is rounded up; when it exceeds n, then the largest score is returned", () => {
    expect(
      conformalQuantile(
        scores.filter((score) => score < 99),
        0.9,
      ),
    ).toBe(90); // ceil(99 x .9) = 90
    expect(conformalQuantile([3, 1, 2], 0.9)).toBe(3);
  });

  test("when days are like the calibration days, then the coverage is the level", () => {
    const state = { value: 7 };
    const noise = () => {
      state.value = (Math.imul(state.value, 1664525) + 1013904223) >>> 0;
      return state.value / 2 ** 32;
    };
    let within = 0;
    for (let trial = 0; trial < 4000; trial++) {
      const q = conformalQuantile(Array.from({ length: 19 }, noise), 0.8);
      if (noise() <= q) within++;
    }
    expect(within / 4000).toBeGreaterThan(0.78);
    expect(within / 4000).toBeLessThan(0.82);
  });

  test("when a score or the level is wrong, then the error quotes it", () => {
    expect(() => conformalQuantile([1, Number.NaN], 0.9)).toThrow("a score is NaN");
    expect(() => conformalQuantile([1], 90)).toThrow("level is 90");
    expect(() => conformalQuantile([], 0.9)).toThrow(expect.objectContaining({ code: "too_few_rows" }));
  });
});

describe("pooled quantiles", () => {
  test.each([OWN_BARS, SPY_MARKET])(
    "when they are shipped, then they equal the density's, the .90 one within 2.5 %",
    (model) => {
      LEVELS.forEach((level, k) => {
        const density = 0.906 * studentTQuantile((1 + level) / 2, 5.1);
        expect(Math.abs(model.quantiles[k]! / density - 1)).toBeLessThan(level === 0.9 ? 0.025 : 0.001);
      });
    },
  );

  test("when they are mixed with a symbol's, then the mean is geometric", () => {
    expect(mixQuantiles([1, 4], [1, 9])).toEqual([1, 6]);
  });
});

describe("intervals", () => {
  test("when sigma is 1 % and q 2, then the ends are exp(-.02) and exp(.02) of the close", () => {
    const { lower, upper } = interval(100, 0.01, 2);
    expect(lower).toBeCloseTo(98.0198673, 6);
    expect(upper).toBeCloseTo(102.020134, 6);
  });

  test("when q is the pooled one, then the density is that of the pooled model", () => {
    const { df, scale } = returnDensity(0.02, 1.779);
    expect(df).toBe(5.1);
    expect(scale).toBeCloseTo(0.906 * 0.02, 12);
  });
});

describe("the quantile tracker", () => {
  test("when a day is below or above a quantile, then the quantile shrinks or grows by the factor of its level", () => {
    const tracker = new QuantileTracker([0.5, 0.9], [0.7, 1.8]);
    tracker.update(1);
    expect(tracker.quantile(0.5)).toBeCloseTo(0.7 * Math.exp(0.01 * 0.5), 12);
    expect(tracker.quantile(0.9)).toBeCloseTo(1.8 * Math.exp(-0.01 * 0.1), 12);
    tracker.update(2);
    expect(tracker.quantile(0.9)).toBeCloseTo(1.8 * Math.exp(-0.01 * 0.1 + 0.01 * 0.9), 12);
  });

  test("when it starts far off, then its coverage converges to the level", () => {
    const tracker = new QuantileTracker(LEVELS, [3, 4, 5, 6]);
    const within = [0, 0, 0, 0];
    const days = 20_000;
    for (let day = 0; day < days; day++) {
      const score = ((day * 7919) % 10_007) / 10_007; // evenly spread over 0 to 1
      if (day >= days / 2)
        tracker.quantiles.forEach((q, k) => {
          if (score <= q) within[k]! += 1;
        });
      tracker.update(score);
    }
    LEVELS.forEach((level, k) => {
      expect(within[k]! / (days / 2)).toBeCloseTo(level, 2);
      expect(tracker.quantiles[k]).toBeCloseTo(level, 1);
    });
  });

  test("when quantiles would cross, then they stay in order", () => {
    const tracker = new QuantileTracker([0.89, 0.9], [1, 1.0001], 0.5);
    for (const score of [1.00005, 3, 0.1, 1.7, 0.2, 9]) {
      tracker.update(score);
      expect(tracker.quantiles[0]!).toBeLessThanOrEqual(tracker.quantiles[1]!);
    }
  });

  test.each<[string, () => unknown]>([
    ["levels is [0.9,0.5]", () => new QuantileTracker([0.9, 0.5], [1, 2])],
    ["quantiles is [1]", () => new QuantileTracker([0.5, 0.9], [1])],
    ["eta is 1", () => new QuantileTracker([0.5], [1], 1)],
    ["score is NaN", () => new QuantileTracker([0.5], [1]).update(Number.NaN)],
    ["level is 0.7: expected 0.5 or 0.9", () => new QuantileTracker([0.5, 0.9], [1, 2]).quantile(0.7)],
  ])("when %s, then the error quotes it", (message, call) => {
    expect(call).toThrow(message);
  });
});

describe("the interval forecaster", () => {
  const pooled = OWN_BARS.quantiles;

  test("when it is calibrated, then the quantiles are those of the rows, mixed with pooled ones if given", () => {
    const own = IntervalForecaster.calibrate(fitted, span, { from: 400 });
    const mixed = IntervalForecaster.calibrate(fitted, span, { from: 400, pooled });
    const scores = Array.from({ length: 300 }, (_, k) => {
      const row = 400 + k;
      const close = (of: number) => rows[0][of * 6 + 3]!;
      const sigma = Math.exp(fitted.forecast(windowBefore(span, row)) / 2);
      return Math.abs(Math.log(close(row) / close(row - 1))) / sigma;
    });
    expect(own.tracker.quantile(0.9)).toBeCloseTo(conformalQuantile(scores, 0.9), 12);
    expect(mixed.tracker.quantile(0.9)).toBeCloseTo(Math.sqrt(conformalQuantile(scores, 0.9) * 1.779), 12);
  });

  test("when it is updated with a close, then the quantiles move as those of a tracker", () => {
    const forecaster = IntervalForecaster.calibrate(fitted, span, { from: 400 });
    const window = windowBefore(span, 650);
    const close = window.rows[59 * 6 + 3]!;
    const { sigma, intervals } = forecaster.forecast(window);
    const q = forecaster.tracker.quantile(0.9);
    expect(intervals.map(({ level }) => level)).toEqual([...LEVELS]);
    expect(intervals[2]!.upper).toBeCloseTo(close * Math.exp(q * sigma), 12);
    forecaster.update(window, close * Math.exp(3 * q * sigma));
    expect(forecaster.tracker.quantile(0.9)).toBeCloseTo(q * Math.exp(0.009), 12);
  });

  test("when it is stored and read between updates, then it continues with the same intervals", () => {
    const forecaster = IntervalForecaster.calibrate(fitted, span, { from: 400, pooled });
    forecaster.update(windowBefore(span, 650), 1);
    const read = IntervalForecaster.fromJSON(JSON.parse(JSON.stringify(forecaster)));
    expect(read.toJSON()).toEqual(forecaster.toJSON());
    expect(read.forecast(windowBefore(span, 651))).toEqual(forecaster.forecast(windowBefore(span, 651)));
  });

  test("when from leaves no window before it or no row after it, then the error says which rows do", () => {
    const call = (from: number) => () => IntervalForecaster.calibrate(har.fit(span), span, { from });
    expect(call(59)).toThrow("from is 59: expected a row from 60 to 699");
    expect(call(700)).toThrow(expect.objectContaining({ code: "bad_option" }));
  });
});
