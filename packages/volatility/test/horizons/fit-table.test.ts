import { expect, test } from "@jest/globals";
import { type RawSeries, toRawSeries } from "@lstm-predict/bars";
import { fitStudentT } from "../../src/horizons/fit-student-t.ts";
import { fitTable, KNOTS, SHIPPED } from "../../src/index.ts";
import { relativeFeatures } from "../../src/recipes.ts";
import { randomNumbers } from "../random.ts";

/** What a day's log range variance is made from: constant; day, week, month; volume of day and week. */
const TRUE = [0, 0.1, 0.35, 0.3, 0.4, -0.2];
/** Standard deviation of what the model cannot know. */
const SPREAD = 0.35;

/** Bars that open at the last close, and whose log range variance is the true model of the days before plus noise. */
function madeUpBars(seed: number, count: number): RawSeries {
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
      x = features.reduce((sum, value, i) => sum + value * TRUE[i]!, level) + SPREAD * normal();
    }
    logVariance.push(x);
    const open = close;
    const change = (1.2 * uniform() - 0.6) * Math.exp(x / 2);
    close = open * Math.exp(change);
    // Garman and Klass' estimator is 2 reach^2 - (2 ln 2 - 1) change^2.
    const reach = Math.sqrt((Math.exp(x) + (2 * Math.LN2 - 1) * change ** 2) / 2);
    const date = new Date(Date.UTC(2000, 0, 1 + k)).toISOString().slice(0, 10);
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
  return toRawSeries(bars);
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
