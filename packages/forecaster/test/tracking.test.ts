import { describe, expect, test } from "@jest/globals";
import { COLUMN_COUNT, closes } from "@lstm-predict/bars";
import { OWN_BARS, SHIPPED, SPY_MARKET, WINDOW, windowBefore } from "@lstm-predict/volatility";
import { describeIntervals } from "../src/intervals.ts";
import { modelVolatility, pooledErrorBar, pooledVolatility } from "../src/model-volatility.ts";
import { TrackedIntervals } from "../src/tracked-intervals.ts";
import { randomSeries } from "./trained.ts";

const series = randomSeries(200);
const close = closes(series);
const POOLED = SHIPPED.models.ownLong.quantiles[0]!;
const windows = Array.from({ length: series.length - WINDOW }, (_, k) => windowBefore(series, WINDOW + k));

describe("the error bar without a model", () => {
  test("when no day was followed, then its quantiles are the pooled ones", () => {
    const { volatility, intervals } = describeIntervals(pooledErrorBar(), windows[0]!);
    const naive = close[WINDOW - 1]!;
    const [q50, q80, q90, q95] = (["50", "80", "90", "95"] as const).map((level) => {
      const [lower, upper] = intervals[level];
      expect(Math.log(upper / naive)).toBeCloseTo(-Math.log(lower / naive), 12);
      return Math.log(upper / naive);
    });
    expect([q80! / q50!, q90! / q50!, q95! / q50!]).toEqual(
      POOLED.slice(1).map((q) => expect.closeTo(q / POOLED[0]!, 10)),
    );
    expect(volatility).toBeGreaterThan(0.01);
    expect(volatility).toBeLessThan(0.025);
  });

  test("when days are followed, then each quantile moves by how often its interval contained the close", () => {
    const errorBar = pooledErrorBar();
    const following = new TrackedIntervals(errorBar, { inPlace: true });
    windows.forEach((window, k) => {
      const [naive, sigma] = [close[WINDOW + k - 1]!, errorBar.scale(window)];
      following.update({ naive, sigma }, close[WINDOW + k]!);
    });
    const { days, held } = following.tracked;
    expect(days).toBe(140);
    (["50", "80", "90", "95"] as const).forEach((name, k) => {
      const level = Number(name) / 100;
      const moved = 0.01 * (days - held[name] - days * (1 - level));
      expect(errorBar.tracker.quantiles[k]).toBeCloseTo(POOLED[k]! * Math.exp(moved), 10);
    });
  });
});

test("when a pooled model has a market term, then it is refused for serving", () => {
  for (const make of [
    () => pooledErrorBar(series, SPY_MARKET),
    () => pooledVolatility(series, 100, SPY_MARKET),
  ]) {
    expect(make).toThrow(
      "the volatility model needs the market SPY, which the rows of one symbol do not hold",
    );
  }
});

test("when a pooled model is given, then the volatility of a model has its coefficients", () => {
  const own = { ...OWN_BARS, coefficients: [0.5, 0, 0, 0, 0, 0] };
  const training = { rows: series.rows.subarray(0, 100 * COLUMN_COUNT) };
  expect(modelVolatility("return", 60, training, pooledVolatility(series, 100, own)).toJSON()).toMatchObject({
    kind: "linear",
    coefficients: [0.5, 0, 0, 0, 0, 0],
  });
});
