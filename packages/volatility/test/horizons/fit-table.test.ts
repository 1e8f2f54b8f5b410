import { expect, test } from "@jest/globals";
import { type DatedCloses, type RawSeries, toRawSeries } from "@lstm-predict/bars";
import { fitStudentT } from "../../src/horizons/fit-student-t.ts";
import { fitTable, impliedOf, KNOTS, SHIPPED } from "../../src/index.ts";
import { relativeFeatures } from "../../src/recipes.ts";
import { randomNumbers } from "../random.ts";

/** What a day's log range variance is made from: constant; day, week, month; volume of day and week. */
const TRUE = [0, 0.1, 0.35, 0.3, 0.4, -0.2];
/** Standard deviation of what the model cannot know. */
const SPREAD = 0.35;

const dayOf = (k: number) => new Date(Date.UTC(2000, 0, 1 + k)).toISOString().slice(0, 10);

/** Closes of the VIX of days `from` and later, which keep the share `memory` of their distance from a usual level each day. */
function madeUpVix(seed: number, from: number, count: number, memory = 0.95): DatedCloses {
  const { normal } = randomNumbers(seed);
  let log = 0;
  const closes = Float64Array.from({ length: count }, () => {
    log = memory * log + 0.25 * Math.sqrt(1 - memory ** 2) * normal();
    return 17 * Math.exp(log);
  });
  return { dates: Array.from(closes, (_, k) => dayOf(from + k)), closes };
}

/** What the variance is made from beside noise. */
interface Truth {
  own: readonly number[];
  /** Coefficients of change and level of the VIX, whose dates begin 60 days before the bars. */
  vix?: { closes: DatedCloses; change: number; level: number };
}

/** Bars that open at the last close, and whose log range variance is the true model of the days before plus noise. */
function madeUpBars(seed: number, count: number, { own, vix }: Truth = { own: TRUE }): RawSeries {
  const { normal, uniform } = randomNumbers(seed);
  const logVariance: number[] = [];
  const logVolume: number[] = [];
  let close = 100;
  const bars = Array.from({ length: count }, (_, k) => {
    logVolume.push(14 + 0.3 * normal());
    const days = {
      count: k,
      logVariance: Float64Array.from(logVariance),
      logVolume: Float64Array.from(logVolume),
      logReturn: new Float64Array(k),
      market: undefined,
    };
    let x = -9 + SPREAD * normal();
    if (k >= 60) {
      const { level, features } = relativeFeatures(days, k);
      x = features.reduce((sum, value, i) => sum + value * own[i]!, level) + SPREAD * normal();
      if (vix) {
        const { last, mean } = impliedOf(vix.closes.closes.subarray(k, k + 60))!;
        x += vix.change * (last - mean) + vix.level * (mean + 9.05);
      }
    }
    logVariance.push(x);
    const open = close;
    const change = (1.2 * uniform() - 0.6) * Math.exp(x / 2);
    close = open * Math.exp(change);
    // Garman and Klass' estimator is 2 reach^2 - (2 ln 2 - 1) change^2.
    const reach = Math.sqrt((Math.exp(x) + (2 * Math.LN2 - 1) * change ** 2) / 2);
    const date = dayOf(k);
    const volume = Math.round(Math.exp(logVolume[k]!));
    const bar = {
      date,
      open,
      high: open * Math.exp(reach),
      low: open * Math.exp(-reach),
      close,
      volume,
      adjClose: close,
    };
    return bar;
  });
  return toRawSeries(bars, { vix: vix?.closes });
}

test("when bars are made with known coefficients, then the table has them at horizon 1", () => {
  const table = fitTable(
    [1, 2, 3, 4].map((seed) => madeUpBars(seed, 1500)),
    { fittedOn: "made up", otherwise: SHIPPED },
  );
  table.models.own.coefficients[0]!.slice(0, 6).forEach((value, k) => {
    expect(Math.abs(value - TRUE[k]!)).toBeLessThan(0.08);
  });
  expect(table.models.own.coefficients[0]!.slice(6)).toEqual([0, 0, 0]);
  expect(table.models.vix).toEqual(SHIPPED.models.vix);
  expect(table.models.ownLong.coefficients).toHaveLength(KNOTS.length);
});

test("when the variance follows the VIX in a known way, then the table has its coefficients, and the other models none", () => {
  const closes = madeUpVix(21, -60, 1560);
  const vix = { closes, change: 0.5, level: 0.1 };
  const series = [1, 2, 3, 4].map((seed) => madeUpBars(seed, 1500, { own: TRUE, vix }));
  const { models } = fitTable(series, { fittedOn: "made up", otherwise: SHIPPED });
  [...TRUE, vix.change, vix.level].forEach((value, k) => {
    expect([k, Math.abs(models.vix.coefficients[0]![k]! - value) < 0.08]).toEqual([k, true]);
  });
  for (const { coefficients } of [models.own, models.ownLong])
    expect(coefficients.map((row) => row.slice(6, 8))).toEqual(KNOTS.map(() => [0, 0]));
});

test("when the VIX forgets every day, then its change tells of one day of each horizon", () => {
  const closes = madeUpVix(21, -60, 1560, 0);
  const vix = { closes, change: 0.5, level: 0 };
  const series = [1, 2, 3, 4].map((seed) => madeUpBars(seed, 1500, { own: TRUE.map(() => 0), vix }));
  const { coefficients } = fitTable(series, { fittedOn: "made up", otherwise: SHIPPED }).models.vix;
  KNOTS.forEach((horizon, k) => {
    expect([horizon, Math.abs(coefficients[k]![6]! - vix.change / horizon) < 0.04]).toEqual([horizon, true]);
  });
});

test("when the VIX is known on a few days alone, then its model is not fitted to them", () => {
  const series = { ...madeUpBars(1, 500), vix: madeUpVix(21, 420, 80) };
  const { models } = fitTable([series], { fittedOn: "made up", otherwise: SHIPPED });
  expect(models.vix).toBe(SHIPPED.models.vix);
});

test("when days differ by noise alone, then the mean variance of more days is known, and so are the quantiles of their returns", () => {
  const { models } = fitTable(
    [1, 2, 3, 4].map((seed) => madeUpBars(seed, 1500, { own: TRUE.map(() => 0) })),
    { fittedOn: "made up", otherwise: SHIPPED },
  );
  KNOTS.forEach((horizon, k) => {
    // The logarithm of a mean of exponentials of normal numbers, to the second order.
    const constant = SPREAD ** 2 / 2 - (Math.exp(SPREAD ** 2) - 1) / (2 * horizon);
    expect(Math.abs(models.own.coefficients[k]![0]! - constant)).toBeLessThan(0.03);
    // Days that leave the window of 59 were as far below the level as the 22 of the last month are above it, over 37 days.
    const month = (22 / 37 / 59) * ((horizon - 1) / 2);
    [0, 0, month, 0, 0].forEach((slope, i) => {
      expect(Math.abs(models.own.coefficients[k]![i + 1]! - slope)).toBeLessThan(0.08);
    });
  });
  // A day's return is uniform, with the variance 1.2^2 / 12 of its range variance: the sum of 20 is almost normal.
  const narrowing = Math.exp((SPREAD ** 2 / 2 - models.own.coefficients[5]![0]!) / 2);
  const quantile90 = 1.645 * Math.sqrt(1.2 ** 2 / 12) * narrowing;
  expect(models.own.quantiles[5]![2]! / quantile90).toBeGreaterThan(0.93);
  expect(models.own.quantiles[5]![2]! / quantile90).toBeLessThan(1.07);
});

test("when values are of a known Student t, then its parameters are found", () => {
  const { normal } = randomNumbers(7);
  const df = 6;
  const values = Array.from({ length: 40_000 }, () => {
    let chi = 0;
    for (let k = 0; k < df; k++) chi += normal() ** 2;
    return (0.9 * normal()) / Math.sqrt(chi / df);
  });
  const fitted = fitStudentT(values);
  expect(Math.abs(fitted.df - df)).toBeLessThan(0.6);
  expect(Math.abs(fitted.scale - 0.9)).toBeLessThan(0.02);
});
