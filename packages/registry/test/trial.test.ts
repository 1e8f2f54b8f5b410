import { describe, expect, test } from "@jest/globals";
import type { BundleMetadata } from "@lstm-predict/artifacts";
import { toRawSeries } from "@lstm-predict/bars";
import type { Forecaster } from "@lstm-predict/forecaster";
import { lossOnTrial, lossToNaive, tryModel } from "../src/gate/trial.ts";

const WINDOW = 30;
const SIGMA = 0.02;

/** Bars that rise by 1 % and fall by 1 % in turn. */
function series(days: number) {
  return toRawSeries(
    Array.from({ length: days }, (_, day) => {
      const close = day % 2 === 0 ? 100 : 101;
      const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
      return { date, open: close, high: close, low: close, close, volume: 1, adjClose: close };
    }),
  );
}

/** Forecasts `factor` times the last close; `sigma` undefined: without an error bar. */
function forecaster(factor: number, sigma: number | undefined = SIGMA): Forecaster {
  return {
    window: WINDOW,
    ...(sigma !== undefined && { intervals: { scale: () => sigma } }),
    decodeBatch: (windows: Float64Array[]) =>
      windows.map((rows) => ({ price: factor * rows.at(-3)!, centre: rows.at(-3)!, window: { rows } })),
  } as unknown as Forecaster;
}

describe("when a model is tried on bars", () => {
  test("that forecasts the last close, then its MASE is 1, and its quantiles are those of the returns", () => {
    const { trial, quantiles } = tryModel(forecaster(1), series(400))!;
    expect(trial).toEqual({ from: "2024-05-30", to: "2025-02-03", days: 250, mase: 1, scale: 1 });
    const score = Math.log(1.01) / SIGMA;
    expect(quantiles).toEqual([score, score, score, score].map((value) => expect.closeTo(value, 9)));
  });

  test("that forecasts half of it, then scale, MASE and quantiles say by how much it is off", () => {
    const { trial, quantiles } = tryModel(forecaster(0.5), series(400))!;
    expect(trial.scale).toBe(0.5);
    expect(trial.mase).toBeCloseTo(50.25, 2);
    expect(quantiles!.at(-1)).toBeCloseTo(Math.log((2 * 101) / 100) / SIGMA, 9);
  });

  test.each([
    [WINDOW + 20, 20],
    [WINDOW + 100, 100],
  ])("of which there are %d, then all days after a window are forecast", (bars, days) => {
    expect(tryModel(forecaster(1), series(bars))!.trial.days).toBe(days);
  });

  test("of which there are too few for 20 days, then there is no trial", () => {
    expect(tryModel(forecaster(1), series(WINDOW + 19))).toBeUndefined();
    expect(tryModel(forecaster(1), series(5))).toBeUndefined();
  });

  test("without an error bar, or with prices that are none, then there are no quantiles", () => {
    const plain = { ...forecaster(1), intervals: undefined } as unknown as Forecaster;
    expect(tryModel(plain, series(100))).not.toHaveProperty("quantiles");
    for (const factor of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(tryModel(forecaster(factor), series(100))).not.toHaveProperty("quantiles");
    expect(tryModel(forecaster(Number.NaN), series(100))!.trial.mase).toBeNaN();
  });
});

describe("when a trial is judged", () => {
  const trial = { from: "2025-01-02", to: "2025-12-31", days: 250, mase: 1, scale: 1 };
  const loss = 'times as much as "tomorrow = today" on the 250 days from 2025-01-02 to 2025-12-31';

  test.each([
    [{ mase: 0.98 }, undefined],
    [{ mase: 1.5 }, undefined],
    [{ mase: 1.51 }, `its forecasts err 1.51 ${loss}`],
    [{ mase: Number.NaN }, `its forecasts err an unknown number of ${loss}`],
    [{ mase: Number.POSITIVE_INFINITY, scale: 1.05 }, `its forecasts err Infinity ${loss}`],
    [
      { mase: 44, scale: 0.5 },
      `its forecasts err 44.00 ${loss}, and are 0.50 times the last close in the median: is this the model's own scaler, and the right symbol?`,
    ],
  ])("with %j, then the loss is %s", (change, expected) => {
    expect(lossOnTrial({ ...trial, ...change })).toBe(expected);
  });

  test("then an imported model without one may lose, and a trained model is left to the gate", () => {
    const imported = (fields: object) => lossToNaive({ imported: fields } as BundleMetadata);
    expect(imported({})).toBe("it was imported, and never tried on bars");
    expect(imported({ trial })).toBeUndefined();
    expect(imported({ trial: { ...trial, mase: 3 } })).toMatch(/^its forecasts err 3\.00 /);
    expect(lossToNaive({} as BundleMetadata)).toBeUndefined();
  });
});
