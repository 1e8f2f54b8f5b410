import { describe, expect, test } from "@jest/globals";
import { covariatesOn, lastCloseOf, rowsBefore, windowsBefore } from "@lstm-predict/bars";
import type { BarSeries } from "@lstm-predict/market-data";
import { predictRange } from "@lstm-predict/model";
import type { TargetName } from "@lstm-predict/preprocessing";
import { Forecaster, forecastWithModel } from "../src/index.ts";
import { savedModel } from "./trained.ts";

const COVARIATES = ["^VIX", "SPY"];

async function modelOf(target: TargetName) {
  const { bundle, model, preprocessor, series } = await savedModel(target, { covariates: COVARIATES });
  return { forecaster: Forecaster.fromBundle(bundle), model, preprocessor, series };
}

describe.each<TargetName>(["distribution", "return", "price"])("a model of %s with covariates", (target) => {
  test("when their closes are known, then its forecast is that of the network in training", async () => {
    const { forecaster, model, preprocessor, series } = await modelOf(target);
    const windows = preprocessor.windows(series);
    const { outputs } = predictRange(model, windows, { from: 0, to: windows.length });
    const all = windowsBefore(series, 60, 300, 60);
    const contexts = forecaster.contextsFrom(series, 60, 300);
    const forecasts = forecaster.forecastBatch(all, contexts);
    expect(await forecaster.forecastBatchAsync(all, contexts)).toEqual(forecasts);
    forecasts.forEach((forecast, k) => {
      const of = outputs.subarray(k * preprocessor.outputs, (k + 1) * preprocessor.outputs);
      const { price } = preprocessor.decode(of, forecast.naive);
      expect(forecast.prediction / price).toBeCloseTo(1, 5);
      expect(forecast).not.toHaveProperty("withoutNetwork");
    });
  });

  test("when they are not, then it is the last close and the drift, with the error bar of the volatility alone; others are as they were", async () => {
    const { forecaster, preprocessor, series } = await modelOf(target);
    const windows = windowsBefore(series, 100, 103, 60);
    const contexts = forecaster.contextsFrom(series, 100, 103);
    const [first, second, third] = contexts;
    const { covariates, ...bare } = second!;
    const cut = { ...bare, covariates: covariates!.map((closes) => Array.from(closes).slice(1)) };
    const [before, without, after] = forecaster.forecastBatch(windows, [first!, bare, third!]);
    const whole = forecaster.forecastBatch(windows, contexts);
    expect([before, after]).toEqual([whole[0], whole[2]]);
    const naive = lastCloseOf(windows[1]!);
    expect(without).toMatchObject({
      naive,
      prediction: naive * Math.exp(preprocessor.point.drift),
      withoutNetwork: true,
    });
    const pooled = forecaster.intervals!.volatility.pooled!;
    const alone = pooled.forecast({ rows: windows[1]!, context: bare });
    expect(without!.sigma).toBeCloseTo(Math.exp(alone / 2), 12);
    for (const context of [undefined, {}, cut]) {
      const { prediction, withoutNetwork } = forecaster.forecast(windows[1]!, context);
      expect([prediction, withoutNetwork]).toEqual([without!.prediction, true]);
    }
  });
});

test("when a window of another length has the closes, then its model says what it takes", async () => {
  const { forecaster, series } = await modelOf("return");
  expect([forecaster.covariates, forecaster.preprocessor.features]).toEqual([COVARIATES, 8]);
  const context = forecaster.withCovariates({ year: 1 }, series, 60);
  expect(context).toEqual({ year: 1, covariates: covariatesOn(series, COVARIATES, 0, 60) });
  const { covariates: _, ...bare } = series;
  const unknown = new Float64Array(60).fill(Number.NaN);
  expect(forecaster.withCovariates({}, bare, 60)).toEqual({ covariates: [unknown, unknown] });
});

test("when a model takes none, then given ones change nothing", async () => {
  const { bundle, series } = await savedModel("distribution");
  const forecaster = Forecaster.fromBundle(bundle);
  const rows = rowsBefore(series, 60, 60);
  expect(forecaster.forecast(rows, { covariates: [rows.subarray(0, 60)] })).toEqual(
    forecaster.forecast(rows),
  );
});

describe("the next session", () => {
  test("when covariates are old or missing, then the forecast says that the network had no part, and why", async () => {
    const { forecaster, series } = await modelOf("distribution");
    const bars = Array.from({ length: 300 }, (_, k) => {
      const [open, high, low, close, volume, adjClose] = series.rows.subarray(k * 6, (k + 1) * 6);
      return { date: series.dates[k]!, open, high, low, close, volume, adjClose };
    });
    const own = {
      ...{ symbol: "TEST", source: "csv", detail: "random walk", timeZone: "UTC", bars, cleaning: {} },
    } as unknown as BarSeries;
    const covariatesOf = (count: number) =>
      COVARIATES.map((symbol) => {
        const { dates, closes } = series.covariates[symbol]!;
        return { symbol, closes: { dates: dates.slice(0, count), closes: closes.slice(0, count) } };
      }) as unknown as NonNullable<BarSeries["covariates"]>;
    const known = forecastWithModel(forecaster, { ...own, covariates: covariatesOf(300) });
    expect(known).not.toHaveProperty("networkWarning");
    const aWeekOld = forecastWithModel(forecaster, { ...own, covariates: covariatesOf(293) });
    expect(aWeekOld).not.toHaveProperty("networkWarning");
    const old = forecastWithModel(forecaster, { ...own, covariates: covariatesOf(292) });
    const tail =
      "the forecast is the last close and the drift, its error bar that of the volatility model without the network";
    expect(old.networkWarning).toBe(
      `without the network: closes of ^VIX, SPY are not known for all of its 60 days: ${tail}`,
    );
    const missing = forecastWithModel(forecaster, { ...own, covariatesMissing: "covariate SPY: no answer" });
    expect(missing.networkWarning).toBe(`without the network: covariate SPY: no answer: ${tail}`);
    const last = bars.at(-1)!.close!;
    const { drift } = forecaster.preprocessor.point;
    expect([old.prediction, missing.prediction]).toEqual([last * Math.exp(drift), last * Math.exp(drift)]);
    expect(known.prediction).not.toBe(old.prediction);
  });
});
