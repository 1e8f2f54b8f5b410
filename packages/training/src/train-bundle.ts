import {
  type Calibration,
  formatTestForecasts,
  type ModelFiles,
  type Origin,
  saveBundle,
  TEST_FORECASTS_FILE,
  type TrainedBundle,
  type TrainedContent,
} from "@lstm-predict/artifacts";
import { toRawSeries } from "@lstm-predict/bars";
import {
  decodeOutputs,
  type Forecasts,
  mixNetwork,
  type ScoreTable,
  scoreSplits,
  settledForecasts,
} from "@lstm-predict/evaluation";
import { type BarSeries, hashBars } from "@lstm-predict/market-data";
import { exportModel, type ModelConfig, type TrainingEvent } from "@lstm-predict/model";
import { kernelOf } from "@lstm-predict/model/kernel";
import { chronologicalSplits, type Point, type Splits } from "@lstm-predict/preprocessing";
import type { PooledModel } from "@lstm-predict/volatility";
import { fitModel } from "./fit-model.ts";

/** Options of `trainBundle`. */
export interface TrainBundleOptions {
  series: BarSeries;
  config: ModelConfig;
  /** Models folder; the bundle is saved in `<modelsDir>/<SYMBOL>/<version>/`. */
  modelsDir: string;
  /** Replaces the shipped pooled volatility model. */
  volatility?: PooledModel | undefined;
  /** A trained version to go on from, instead of random weights. */
  start?: Start | undefined;
  /** Commit of the running code, for the metadata of the bundle. */
  commit?: string | undefined;
  /** Aborts the training; then nothing is saved. */
  signal?: AbortSignal | undefined;
  onEvent?: ((event: TrainingEvent) => void) | undefined;
  /** Returns further files for the bundle, by relative path, such as a report. */
  extras?: ((training: Training) => Promise<Record<string, string | Uint8Array>>) | undefined;
}

/** Where a training goes on: trained weights, and the version that they are of. */
export interface Start {
  weights: Float32Array[];
  origin: Origin;
}

/** A finished training that is not saved yet. */
export interface Training {
  metadata: TrainedContent["metadata"] & { scores: ScoreTable };
  /** Forecasts of all forecasters for all days that have a window before them. */
  forecasts: Forecasts;
  splits: Splits;
  /** How the network's returns are used. */
  point: Point;
  model: ModelFiles;
}

/** A saved bundle with its scores. */
export interface TrainedModel {
  bundle: TrainedBundle;
  scores: ScoreTable;
  splits: Splits;
  point: Point;
}

/**
 * Trains a model on clean bars and saves it as a bundle: fits the network and all other forecasters, calibrates the error
 * bars, scores all on the same days. Writes nothing before all of it has succeeded.
 *
 * @throws PreprocessingError `too_few_bars`, ModelError if the training diverges, BundleError if the bundle cannot be saved,
 * FusedLstmError `bad_kernel`, Interrupted if the signal aborts
 * @example
 * const series = await loadBars({ symbol: "AAPL", source: "sample" });
 * const { bundle, scores } = await trainBundle({ series, config: parseConfig({}), modelsDir: "models" });
 */
export async function trainBundle(options: TrainBundleOptions): Promise<TrainedModel> {
  const { config, series, volatility, start, commit, modelsDir } = options;
  const began = performance.now();
  const kernel = kernelOf(config.engine);
  const raw = toRawSeries(series.bars);
  const splits = chronologicalSplits(raw.length, config.window);
  const { model, preprocessor, outputs, ...fitted } = await fitModel({
    ...options,
    series: raw,
    splits,
    trainedWeights: start?.weights,
  });
  try {
    const decoded = decodeOutputs(preprocessor, raw, outputs);
    const mixed = mixNetwork(raw, splits, config.window, config.target, decoded, volatility);
    const { errorBar, ...forecasts } = mixed.forecasts;
    const scores = scoreSplits(forecasts, splits);
    const metadata = {
      symbol: series.symbol,
      createdAt: new Date().toISOString(),
      data: describeData(series),
      target: config.target,
      config,
      seed: config.seed,
      ...(kernel && { kernel }),
      parameters: model.countParams(),
      epochs: fitted.epochs,
      bestEpoch: fitted.bestEpoch,
      history: fitted.history,
      seconds: (performance.now() - began) / 1000,
      ...(commit === undefined ? {} : { commit }),
      ...(start && { origin: start.origin }),
      calibration: { ...describeCalibration(forecasts, splits), ...(mixed.mix && { network: mixed.mix }) },
      ...(volatility && { volatility }),
      scores,
    };
    const { weightSpecs, weightData, topology, generatedBy, convertedBy } = await exportModel(model);
    const { point } = preprocessor;
    const files = { topology, weightSpecs, weightData, generatedBy, convertedBy };
    const extras = await options.extras?.({ metadata, forecasts, splits, point, model: files });
    const days = formatTestForecasts(settledForecasts(forecasts, splits.test));
    const bundle = await saveBundle(modelsDir, {
      model: files,
      preprocessing: preprocessor.toJSON(),
      intervals: errorBar.toJSON(),
      metadata,
      extras: { ...extras, [TEST_FORECASTS_FILE]: days },
    });
    return { bundle, scores, splits, point };
  } finally {
    model.dispose();
  }
}

/** The calibrated quantiles at the start of the test span, from which the gate tracks them. */
function describeCalibration({ dates, scales }: Forecasts, { test }: Splits): Calibration {
  return { testFrom: dates[test.from]!, quantiles: scales.model!.quantiles[test.from]! };
}

function describeData(series: BarSeries) {
  const { source, detail, timeZone, cleaning, cache, warning, bars } = series;
  return {
    source,
    detail,
    ...(warning === undefined ? {} : { warning }),
    from: bars[0]!.date,
    to: bars.at(-1)!.date,
    count: bars.length,
    sha256: hashBars(bars),
    timeZone,
    cleaning,
    ...(cache && { cache }),
  };
}
