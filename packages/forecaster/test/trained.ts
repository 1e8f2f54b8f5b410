import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "@jest/globals";
import { type Bundle, type BundleScores, saveBundle } from "@lstm-predict/artifacts";
import { COLUMN_COUNT, closes, type DatedCloses, type RawSeries, toRawSeries } from "@lstm-predict/bars";
import { LEVELS } from "@lstm-predict/forecasts";
import type { DataQualityReport } from "@lstm-predict/market-data";
import { buildModel, exportModel, parseConfig, Random } from "@lstm-predict/model";
import { Preprocessor, type TargetName } from "@lstm-predict/preprocessing";
import { IntervalForecaster, OWN_BARS, QuantileTracker } from "@lstm-predict/volatility";
import * as tf from "@tensorflow/tfjs";
import { modelVolatility } from "../src/model-volatility.ts";

const made: string[] = [];
afterAll(async () => {
  for (const dir of made) await rm(dir, { recursive: true, force: true });
});

/** Bars of a random walk: volumes with a zero now and then, adjusted closes apart from closes. */
export function randomSeries(bars: number, seed = 5): RawSeries {
  const random = new Random(seed);
  let close = 100;
  return toRawSeries(
    Array.from({ length: bars }, (_, day) => {
      const open = close * Math.exp(0.005 * random.normal());
      close = open * Math.exp(0.015 * random.normal());
      return {
        date: new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10),
        open,
        high: Math.max(open, close) * (1 + 0.01 * random.uniform()),
        low: Math.min(open, close) * (1 - 0.01 * random.uniform()),
        close,
        volume: day % 50 === 7 ? 0 : Math.round(1e6 * Math.exp(0.3 * random.normal())),
        adjClose: close * 0.9,
      };
    }),
  );
}

/** The closes of a series by date. */
function closesOf(series: RawSeries): DatedCloses {
  return { dates: series.dates, closes: closes(series) };
}

/** The raw window that starts at bar `at`, as rows. */
export function rowsAt({ rows }: RawSeries, at: number, window: number): Float64Array[] {
  return Array.from({ length: window }, (_, k) =>
    rows.subarray((at + k) * COLUMN_COUNT, (at + k + 1) * COLUMN_COUNT),
  );
}

/** A model with random weights and fitted scalers, saved as a real bundle. */
export async function savedModel(
  target: TargetName,
  options: {
    units?: number[];
    window?: number;
    intervals?: boolean;
    isTrained?: boolean;
    covariates?: string[];
  } = {},
) {
  const { units = [9, 5], window = 60, intervals = true, isTrained = false, covariates = [] } = options;
  const config = parseConfig({ target, units, window, covariates });
  const others = covariates.map((symbol, k) => [symbol, closesOf(randomSeries(300, 6 + k))] as const);
  const series = { ...randomSeries(300), covariates: Object.fromEntries(others) };
  const fitted = Preprocessor.fit(series, { target, window, trainWindows: 150, covariates });
  const preprocessor = target === "price" ? fitted : fitted.withPoint({ shrinkage: 0.6, drift: 0.0004 });
  const model = buildModel(config, new Random(11));
  // The outputs of a new network are 0.
  if (isTrained)
    model.layers
      .at(-1)!
      .setWeights([tf.randomNormal([16, fitted.outputs], 0, 1, "float32", 3), tf.zeros([fitted.outputs])]);
  const models = await mkdtemp(join(tmpdir(), "forecaster-"));
  made.push(models);
  const { topology, weightSpecs, weightData } = await exportModel(model);
  const score: BundleScores = { r2: 0, mae: 1, rmse: 1, mape: 1, mase: 1, directionalAccuracy: 0.5, n: 1 };
  const scores = { model: score, naive: score, drift: score };
  const bundle: Bundle = await saveBundle(models, {
    model: { topology, weightSpecs, weightData },
    preprocessing: preprocessor.toJSON(),
    ...(intervals && { intervals: errorBar(target, window, series).toJSON() }),
    metadata: {
      symbol: "TEST",
      createdAt: "2026-11-24T04:05:06Z",
      data: {
        source: "csv",
        detail: "random walk",
        from: "2020-01-01",
        to: "2020-10-26",
        count: 300,
        sha256: "0".repeat(64),
        timeZone: "UTC",
        cleaning: {} as DataQualityReport,
      },
      target,
      config,
      seed: 11,
      parameters: model.countParams(),
      epochs: 1,
      bestEpoch: 1,
      seconds: 0,
      history: [],
      scores: { train: scores, validation: scores, test: scores },
    },
  });
  return { bundle, model, preprocessor, series, window };
}

/** The error bar of a model, with quantiles as a pooled model has them. */
function errorBar(target: TargetName, window: number, { rows }: RawSeries): IntervalForecaster {
  const volatility = modelVolatility(target, window, { rows });
  return new IntervalForecaster(volatility, new QuantileTracker(LEVELS, OWN_BARS.quantiles));
}
