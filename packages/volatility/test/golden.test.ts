import { describe, expect, test } from "@jest/globals";
import { logRangeVariance, readDays } from "../src/days.ts";
import { fitGarch, garch, runGarch, startingVariance } from "../src/garch.ts";
import { har, harVolume } from "../src/linear.ts";
import { alignMarket, marketByDate } from "../src/market.ts";
import { fitPooled } from "../src/pooled.ts";
import { datesOf, difference, fixture, rows, rowsOf } from "./fixture.ts";

describe("golden values of NumPy", () => {
  test("when the log range variance is computed, then it equals NumPy's", () => {
    expect(difference(logRangeVariance(rows[0]), fixture.logRangeVariance)).toBeLessThan(1e-12);
  });

  test.each([
    ["HAR", har, fixture.har],
    ["HAR-V", harVolume, fixture.harVolume],
  ] as const)("when %s is fitted, then its coefficients are those of lstsq", (_, forecaster, golden) => {
    const state = forecaster.fit({ rows: rows[0] }).toJSON() as { coefficients: number[] };
    expect(difference(state.coefficients, golden)).toBeLessThan(1e-9);
  });

  test("when the pooled model is fitted with and without a market, then its coefficients equal NumPy's", () => {
    const dated = rows.map((symbol) => ({ dates: datesOf(symbol.length / 6), rows: symbol }));
    const market = marketByDate(dated);
    const spans = dated.map(({ dates, rows }) => ({ rows, market: alignMarket(dates, market) }));
    const own = fitPooled(spans, { fittedOn: "two" });
    const withMarket = fitPooled(spans, { fittedOn: "two", market: "both" });
    expect(difference(own.coefficients, fixture.pooled)).toBeLessThan(1e-9);
    expect(difference(withMarket.coefficients, fixture.pooledMarket)).toBeLessThan(1e-9);
    expect([own.market, withMarket.market]).toEqual([null, "both"]);
  });
});

describe("golden values of arch", () => {
  const { parameters, ...golden } = fixture.garch;
  const { logReturn } = readDays({ rows: rows[0] });

  test("when GARCH is fitted, then likelihood and parameters equal those of arch", () => {
    const fit = fitGarch(logReturn);
    expect(fit.logLikelihood).toBeGreaterThan(golden.logLikelihood - 1e-6);
    expect(fit.logLikelihood).toBeCloseTo(golden.logLikelihood, 3);
    expect(fit.mu).toBeCloseTo(parameters.mu, 6);
    expect(fit.omega * 1e6).toBeCloseTo(parameters.omega * 1e6, 2);
    expect(fit.alpha).toBeCloseTo(parameters.alpha, 3);
    expect(fit.beta).toBeCloseTo(parameters.beta, 3);
    expect(runGarch(logReturn, fit).nextVariance / golden.nextVariance).toBeCloseTo(1, 3);
  });

  test("when arch's parameters run through a window of 60 rows, then likelihood and forecast equal those of arch", () => {
    const window = logReturn.slice(-59);
    // For the likelihood arch measures the start from the window's own mean, for the forecast from the fitted one.
    const mean = window.reduce((sum, r) => sum + r, 0) / window.length;
    const { logLikelihood } = runGarch(window, parameters, startingVariance(window, mean));
    expect(logLikelihood).toBeCloseTo(golden.windowLogLikelihood, 9);
    expect(runGarch(window, parameters).nextVariance / golden.windowNextVariance).toBeCloseTo(1, 12);
  });

  test("when the state is rebuilt from 60 rows, then the forecast is near the one of all rows", () => {
    const fitted = garch.fit({ rows: rows[0] });
    const all = fitted.forecast({ rows: rows[0] });
    expect(Math.abs(fitted.forecast({ rows: rowsOf(rows[0], -60) }) - all)).toBeLessThan(0.02);
  });
});
