import { describe, expect, test } from "@jest/globals";
import { COLUMN_COUNT } from "@lstm-predict/bars";
import { constantVolatility } from "../src/constant.ts";
import { daysBefore, logRangeVariance, readDays } from "../src/days.ts";
import { VolatilityError } from "../src/errors.ts";
import { ewmaRange, ewmaReturns } from "../src/ewma.ts";
import type { FittedVolatility } from "../src/forecaster.ts";
import { garch } from "../src/garch.ts";
import { har, harVolume } from "../src/linear.ts";
import { alignMarket, marketByDate } from "../src/market.ts";
import { externalVolatility, meanOf } from "../src/mean.ts";
import { zeroShot } from "../src/pooled.ts";
import { OWN_BARS, SPY_MARKET } from "../src/pooled-models.ts";
import { type TypedSpan, WINDOW, windowBefore } from "../src/span.ts";
import { volatilityFromJSON } from "../src/volatility-state.ts";
import { datesOf, rows, rowsOf } from "./fixture.ts";

const market = alignMarket(datesOf(700), marketByDate([{ dates: datesOf(500), rows: rows[1] }]));
const span: TypedSpan = { rows: rows[0], market };
const training: TypedSpan = { rows: rowsOf(rows[0], 0, 500), market: market.slice(0, 500) };

const FORECASTERS = [
  constantVolatility,
  ewmaReturns,
  ewmaRange,
  garch,
  har,
  harVolume,
  zeroShot(OWN_BARS),
  zeroShot(SPY_MARKET),
];
const fitted: FittedVolatility[] = FORECASTERS.map((forecaster) => forecaster.fit(training));
fitted.push(meanOf(fitted[5]!, fitted[6]!));
const cases = fitted.map((volatility) => [volatility.name, volatility] as const);

/** A copy of the span in which rows from `from` on are doubled in range and volume. */
function changedFrom(from: number) {
  const changed = Float64Array.from(rows[0]);
  for (let row = from; row * COLUMN_COUNT < changed.length; row++) {
    changed[row * COLUMN_COUNT + 1]! *= 1.1;
    changed[row * COLUMN_COUNT + 2]! *= 0.9;
    changed[row * COLUMN_COUNT + 4]! *= 3;
  }
  return { rows: changed, market: market.map((value, row) => (row >= from ? value + 2 : value)) };
}

describe.each(cases)("%s", (_, volatility) => {
  test("when rows after the window change, then the forecast does not", () => {
    for (const row of [300, 512, 650, 699]) {
      const window = windowBefore(changedFrom(row), row);
      expect(volatility.forecast(window)).toBe(volatility.forecast(windowBefore(span, row)));
    }
  });

  test("when the daily values of the window are known, then it forecasts the same", () => {
    const days = readDays(span);
    for (const row of [300, 512, 700]) {
      const window = windowBefore(span, row);
      const known = { ...window, days: daysBefore(days, row, WINDOW) };
      expect(volatility.forecast(known)).toBe(volatility.forecast(window));
    }
  });

  test("when it is stored as JSON and read again, then it forecasts the same", () => {
    const read = volatilityFromJSON(JSON.parse(JSON.stringify(volatility)));
    expect(read.name).toBe(volatility.name);
    expect(read.forecast(windowBefore(span, 650))).toBe(volatility.forecast(windowBefore(span, 650)));
  });
});

test.each(FORECASTERS.map((forecaster) => [forecaster.name, forecaster] as const))(
  "when days after training change, then %s fits the same",
  (_, forecaster) => {
    const changed = changedFrom(500);
    const cut = { rows: rowsOf(changed.rows, 0, 500), market: changed.market.slice(0, 500) };
    expect(forecaster.fit(cut).toJSON()).toEqual(forecaster.fit(training).toJSON());
  },
);

describe("a planted signal", () => {
  test("when variance follows the past, then all but constant find it on days they were not fitted on", () => {
    const x = logRangeVariance(rows[0]);
    const correlations = fitted.map((volatility) => {
      const days = Array.from({ length: 200 }, (_, k) => 500 + k);
      const forecasts = days.map((row) => volatility.forecast(windowBefore(span, row)));
      return correlation(
        forecasts,
        days.map((row) => x[row - 1]!),
      );
    });
    expect(correlations[0]).toBeNaN();
    for (const [index, found] of correlations.entries()) {
      if (index > 0) expect([fitted[index]!.name, found > 0.3]).toEqual([fitted[index]!.name, true]);
    }
  });

  test("when volume alone announces the next day's range, then HAR-V finds it and HAR cannot", () => {
    const planted = Float64Array.from(rows[0]);
    for (let row = 0; row < 699; row++) {
      const range = Math.log(planted[(row + 1) * COLUMN_COUNT + 1]! / planted[(row + 1) * COLUMN_COUNT + 2]!);
      planted[row * COLUMN_COUNT + 4] = Math.round(1e8 * range);
    }
    const x = logRangeVariance(planted);
    const error = (volatility: FittedVolatility) => {
      const squares = Array.from({ length: 200 }, (_, k) => {
        const window = windowBefore({ rows: planted }, 500 + k);
        return (volatility.forecast(window) - x[499 + k]!) ** 2;
      });
      return squares.reduce((sum, square) => sum + square, 0);
    };
    const cut = { rows: rowsOf(planted, 0, 500) };
    expect(error(harVolume.fit(cut))).toBeLessThan(0.6 * error(har.fit(cut)));
  });
});

describe("zero-shot HAR", () => {
  test("when a window is given, then the forecast is the recipe's, written out", () => {
    const window = windowBefore(span, 650);
    const x = [...logRangeVariance(window.rows)];
    const v = Array.from({ length: 59 }, (_, k) => Math.log(window.rows[(k + 1) * COLUMN_COUNT + 4]! + 1));
    const last = (values: number[], k: number) => values.slice(-k).reduce((sum, value) => sum + value, 0) / k;
    const a = last(x, 59);
    const m = Array.from(window.market!).slice(1);
    const b = last(m, 59);
    const own =
      a -
      0.0251 +
      0.0897 * (last(x, 1) - a) +
      0.4158 * (last(x, 5) - a) +
      0.3475 * (last(x, 22) - a) +
      0.4063 * (last(v, 1) - last(v, 22)) -
      0.2387 * (last(v, 5) - last(v, 22));
    const withMarket =
      a -
      0.0166 +
      0.0676 * (last(x, 1) - a) +
      0.2149 * (last(x, 5) - a) +
      0.2717 * (last(x, 22) - a) +
      0.412 * (last(v, 1) - last(v, 22)) -
      0.0699 * (last(v, 5) - last(v, 22)) +
      0.0375 * (last(m, 1) - b) +
      0.18 * (last(m, 5) - b) -
      0.0187 * (last(m, 22) - b);
    expect(zeroShot(OWN_BARS).fit(training).forecast(window)).toBeCloseTo(own, 12);
    expect(zeroShot(SPY_MARKET).fit(training).forecast(window)).toBeCloseTo(withMarket, 12);
  });

  test("when there are more rows than a window, then the level is that of the last 60", () => {
    const forecaster = zeroShot(OWN_BARS).fit(training);
    expect(forecaster.forecast(span)).toBeCloseTo(forecaster.forecast(windowBefore(span, 700)), 12);
  });

  test("when the market or one of its values is missing, then the error names it", () => {
    const forecaster = zeroShot(SPY_MARKET).fit(training);
    const window = windowBefore(span, 650);
    expect(() => forecaster.forecast({ rows: window.rows })).toThrow("the span has no market");
    expect(() => forecaster.forecast(windowBefore(span, 210))).toThrow(
      expect.objectContaining({ code: "missing_market" }),
    );
  });
});

describe("symbols without volume", () => {
  const index = Float64Array.from(rows[0], (value, i) => (i % COLUMN_COUNT === 4 ? 0 : value));

  test("when HAR-V is fitted to an index, then it equals HAR", () => {
    const plain = har.fit({ rows: index }).toJSON() as { coefficients: number[] };
    const withVolume = harVolume.fit({ rows: index }).toJSON() as { coefficients: number[] };
    expect(withVolume.coefficients.slice(4)).toEqual([0, 0]);
    withVolume.coefficients.slice(0, 4).forEach((value, k) => {
      expect(value).toBeCloseTo(plain.coefficients[k]!, 12);
    });
  });

  test("when one volume of the month is missing, then both volume terms are 0, as in an index", () => {
    const holed = Float64Array.from(rows[0]).fill(0, 690 * COLUMN_COUNT + 4, 690 * COLUMN_COUNT + 5);
    const forecaster = zeroShot(OWN_BARS).fit(training);
    expect(forecaster.forecast(windowBefore({ rows: holed }, 700))).toBe(
      forecaster.forecast(windowBefore({ rows: index }, 700)),
    );
  });
});

describe("means and externals", () => {
  test("when a network is mixed with HAR, then log variances are averaged and JSON asks for the network", () => {
    const network = externalVolatility("network");
    const mixed = meanOf(network, har.fit(training));
    const window = { ...windowBefore(span, 600), external: { network: -8 } };
    expect(mixed.forecast(window)).toBeCloseTo((-8 + har.fit(training).forecast(window)) / 2, 12);
    const state = JSON.parse(JSON.stringify(mixed));
    expect(volatilityFromJSON(state, ["network"]).forecast(window)).toBe(mixed.forecast(window));
    expect(() => volatilityFromJSON(state)).toThrow('volatility.of[0].name is "network"');
  });

  test("when a window says that the network has no forecast, then HAR's is it; when it says nothing, that is an error", () => {
    const mixed = meanOf(externalVolatility("network"), har.fit(training));
    const window = windowBefore(span, 600);
    expect(mixed.forecast({ ...window, external: { network: undefined } })).toBe(
      har.fit(training).forecast(window),
    );
    expect(() => mixed.forecast(window)).toThrow('the window has no external forecast "network"');
  });
});

describe("bad input", () => {
  const row = [10, 11, 9, 10, 100, 10];
  const many = (bad: number[]) => [...Array.from({ length: 30 }, () => row).flat(), ...bad];
  test.each<[string, number[], string]>([
    ["bad_shape", many([1]), "rows has 181 values"],
    ["too_few_rows", [...row, ...row], "there are 2 rows: expected at least 23"],
    ["bad_value", many([10, 11, 0, 10, 100, 10]), "row 30: low is 0: expected a number above 0"],
    ["bad_value", many([10, 11, 9, Number.NaN, 100, 10]), "row 30: close is NaN"],
    ["bad_value", many([10, 11, 9, 10, -1, 10]), "row 30: volume is -1: expected a number of at least 0"],
  ])("when it is %s, then the error quotes it", (code, bad, message) => {
    const call = () => har.fit({ rows: bad });
    expect(call).toThrow(VolatilityError);
    expect(call).toThrow(message);
    expect(call).toThrow(expect.objectContaining({ code }));
  });

  test("when no price moves, then the log range variance is that of 1e-8, and GARCH has nothing to fit", () => {
    const flat = Array.from({ length: 80 }, () => [10, 10, 10, 10, 100, 10]).flat();
    expect(logRangeVariance(flat)[0]).toBeCloseTo(Math.log(1e-8), 12);
    expect(() => garch.fit({ rows: flat })).toThrow("do not vary");
  });
});

function correlation(a: number[], b: number[]): number {
  const centre = (values: number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => (Math.abs(value - mean) < 1e-12 ? 0 : value - mean));
  };
  const [x, y] = [centre(a), centre(b)];
  const dot = (p: number[], q: number[]) => p.reduce((sum, value, i) => sum + value * q[i]!, 0);
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
}
