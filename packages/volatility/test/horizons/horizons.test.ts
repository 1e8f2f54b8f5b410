import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { addDays, type RawSeries } from "@lstm-predict/bars";
import { LEVELS } from "@lstm-predict/forecasts";
import {
  atHorizon,
  checkHorizon,
  choosePooled,
  contextsOf,
  IntervalForecaster,
  impliedOf,
  KNOTS,
  PooledVolatility,
  pooledTableFromJSON,
  QuantileTracker,
  readDays,
  SHIPPED,
  scaleAt,
  TermBars,
  windowBefore,
} from "../../src/index.ts";
import { datesOf, rows } from "../fixture.ts";

const dates = datesOf(700);
/** A calm VIX whose last closes are 30, on every calendar day from 100 days before the bars. */
const vix = (() => {
  const days = Array.from({ length: 800 }, (_, k) => addDays(dates[0]!, k - 100));
  return { dates: days, closes: Float64Array.from(days, (_, k) => (k < 790 ? 15 : 30)) };
})();
const series: RawSeries = { dates, rows: rows[0], length: 700, vix, instrument: "equity" };
const days = readDays(series);

describe("between the knots", () => {
  const between: Record<string, Record<string, { coefficients: number[]; quantiles: number[] }>> = JSON.parse(
    readFileSync(new URL("../fitted-between-knots.json", import.meta.url), "utf8"),
  );

  test("when a horizon is no knot, then coefficients and quantiles are close to those fitted for it", () => {
    for (const [name, fits] of Object.entries(between)) {
      const { coefficients, quantiles } = SHIPPED.models[name as "vix" | "ownLong" | "own"];
      for (const [horizon, fitted] of Object.entries(fits)) {
        const at = (byKnot: number[][]) =>
          byKnot[0]!.map((_, i) =>
            atHorizon(
              byKnot.map((row) => row[i]!),
              +horizon,
            ),
          );
        at(coefficients).forEach((value, i) => {
          expect(Math.abs(value - fitted.coefficients[i]!)).toBeLessThan(0.035);
        });
        at(quantiles).forEach((value, i) => {
          expect(Math.abs(value / fitted.quantiles[i]! - 1)).toBeLessThan(0.012);
        });
      }
    }
  });

  test("when a horizon is a knot, then the value is the knot's; 4 lies where its logarithm does", () => {
    expect(KNOTS.map((knot) => atHorizon([1, 2, 3, 4, 5, 6], knot))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(atHorizon([0, 0, 0, 1, 1, 1], 4)).toBeCloseTo(Math.log(4 / 3) / Math.log(5 / 3), 12);
    expect(scaleAt([-8, -8, -8, -8, -8, -8], 4)).toBeCloseTo(2 * Math.exp(-4), 12);
  });

  test.each([0, 21, 1.5, Number.NaN, -1])("when a horizon is %s, then it is refused", (horizon) => {
    expect(() => checkHorizon(horizon)).toThrow(
      `horizon is ${horizon}: expected a whole number of sessions from 1 to 20`,
    );
  });
});

describe("the context of a day", () => {
  const contextOf = contextsOf(series, days);

  test("when 250 days come before a row, then it has their mean, and none before", () => {
    expect(contextOf(250).year).toBeUndefined();
    const mean = days.logVariance.subarray(0, 250).reduce((sum, x) => sum + x, 0) / 250;
    expect(contextOf(251).year).toBeCloseTo(mean, 12);
  });

  test("when the VIX of the day itself differs, then the forecast of the day does not see it", () => {
    const row = 300;
    const changed = { ...vix, closes: vix.closes.slice() };
    const at = vix.dates.indexOf(dates[row]!);
    for (let k = at; k < changed.closes.length; k++) changed.closes[k] = 99;
    expect(contextsOf({ dates, vix: changed }, days)(row)).toEqual(contextOf(row));
    changed.closes[at - 1] = 99;
    expect(contextsOf({ dates, vix: changed }, days)(row).implied!.last).toBeGreaterThan(
      contextOf(row).implied!.last,
    );
  });

  test("when the VIX ends more than a week before the day, or has fewer than 60 closes, then it is not known", () => {
    const cut = (count: number) => ({ dates: vix.dates.slice(0, count), closes: vix.closes.slice(0, count) });
    const end = vix.dates.indexOf(dates[300]!);
    expect(contextsOf({ dates, vix: cut(end - 6) }, days)(300).implied).toBeDefined();
    expect(contextsOf({ dates, vix: cut(end - 7) }, days)(300).implied).toBeUndefined();
    expect(contextsOf({ dates, vix: cut(59) }, days)(1).implied).toBeUndefined();
  });

  test("when closes are no prices or not 60, then they imply nothing", () => {
    const closes = new Float64Array(60).fill(20);
    expect(impliedOf(closes)).toEqual({
      last: Math.log(0.04 / 252),
      mean: expect.closeTo(Math.log(0.04 / 252), 12),
    });
    expect(impliedOf(closes.subarray(1))).toBeUndefined();
    expect(impliedOf(Float64Array.from(closes, (value, k) => (k === 3 ? 0 : value)))).toBeUndefined();
  });
});

describe("the pooled volatility", () => {
  const pooled = new PooledVolatility("vix");
  const window = { rows: windowBefore({ rows: rows[0] }, 699).rows };
  const implied = { last: -8, mean: -9 };

  test("when less is known, then a model that needs less forecasts", () => {
    expect(pooled.modelFor({ implied, year: -9 })).toBe("vix");
    expect(pooled.modelFor({ year: -9 })).toBe("ownLong");
    expect(pooled.modelFor({})).toBe("own");
    expect(new PooledVolatility("own").modelFor({ implied, year: -9 })).toBe("ownLong");
  });

  test("when the VIX rises, then the forecast of horizon 1 rises by its coefficient", () => {
    const at = (last: number) => pooled.forecast({ ...window, context: { implied: { ...implied, last } } });
    expect(at(-7.5) - at(-8)).toBeCloseTo(0.5 * SHIPPED.models.vix.coefficients[0]![6]!, 12);
  });

  test("when the term structure is asked for, then its first is the next day's", () => {
    const context = { implied, year: -9 };
    const structure = pooled.termStructure({ ...window, context });
    expect(structure).toHaveLength(KNOTS.length);
    expect(structure[0]).toBe(pooled.forecast({ ...window, context }));
  });

  test("when a symbol is a crypto, or has no VIX, then its own bars are chosen", () => {
    expect(choosePooled({ ...series, instrument: "crypto" }).use).toBe("own");
    const { vix: _, ...without } = series;
    expect(choosePooled(without).use).toBe("own");
  });

  test("when the VIX of later days changes, then the choice does not", () => {
    const later = {
      ...vix,
      closes: vix.closes.map((value, k) => (vix.dates[k]! >= dates[400]! ? 80 : value)),
    };
    expect(choosePooled({ ...series, vix: later }, 400).use).toBe(choosePooled(series, 400).use);
  });

  test("when a table is stored, then it is read again, and a missing coefficient is named", () => {
    expect(pooledTableFromJSON(JSON.parse(JSON.stringify(SHIPPED)))).toEqual(SHIPPED);
    const damaged = structuredClone(SHIPPED);
    damaged.models.own.coefficients[2]!.pop();
    expect(() => pooledTableFromJSON(damaged)).toThrow("pooled.models.own.coefficients[2]");
  });
});

test("when error bars of all horizons are stored, then they are read again, and forecast the same", () => {
  const pooled = new PooledVolatility("vix");
  const tracker = new QuantileTracker(LEVELS, pooled.quantiles[0]!);
  const bars = new IntervalForecaster(pooled, tracker, TermBars.zeroShot(pooled, SHIPPED.density.median));
  bars.later.trackers[4]!.update(9, [1, 1, 1, 1]);
  const read = IntervalForecaster.fromJSON(JSON.parse(JSON.stringify(bars)));
  const window = { ...windowBefore({ rows: rows[0] }, 699), context: { implied: { last: -8, mean: -9 } } };
  expect(read.termStructure(window)).toEqual(bars.termStructure(window));
  expect(read.quantilesAt(20)).toEqual(bars.quantilesAt(20));
  expect(read.quantilesAt(20)).not.toEqual(bars.quantilesAt(10));
  expect(JSON.parse(JSON.stringify(read))).toEqual(JSON.parse(JSON.stringify(bars)));
});
