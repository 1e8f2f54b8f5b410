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
import {
  type Baselines,
  besides,
  decodeOutputs,
  type Forecasts,
  forecastBaselines,
  forecastLater,
  mixNetwork,
  type ScoreTable,
  scoreLater,
  scoreSplits,
  settledForecasts,
} from "@lstm-predict/evaluation";
import type { StoredVolatility } from "@lstm-predict/forecaster";
import { type BarSeries, hashBars, type OtherCloses, rawSeriesOf } from "@lstm-predict/market-data";
import { exportModel, type ModelConfig, type TrainingEvent } from "@lstm-predict/model";
import { kernelOf } from "@lstm-predict/model/kernel";
import { chronologicalSplits, type Point, type Splits } from "@lstm-predict/preprocessing";
import { IntervalForecaster } from "@lstm-predict/volatility";
import { fitModel } from "./fit-model.ts";
import { nextSessions } from "./next-sessions.ts";

/** Options of `trainBundle`. */
export interface TrainBundleOptions {
  series: BarSeries;
  config: ModelConfig;
  /** Models folder; the bundle is saved in `<modelsDir>/<SYMBOL>/<version>/`. */
  modelsDir: string;
  /** Replaces the shipped pooled volatility. */
  volatility?: StoredVolatility | undefined;
  /** Horizons to score beside the next session, each from 2 to 20; default `LATER_HORIZONS`. */
  horizons?: readonly number[] | undefined;
  /** Forecasters of your own, which are scored beside the others; of the next session only. */
  baselines?: Baselines | undefined;
  /** A trained version to go on from, instead of random weights. */
  start?: Start | undefined;
  /** Commit of the running code, for the metadata of the bundle. */
  commit?: string | undefined;
  /** Aborts the training; then nothing is saved. */
  signal?: AbortSignal | undefined;
  /** Called with each event of the training, in order. */
  onEvent?: ((event: TrainingEvent) => void) | undefined;
  /** Returns further files for the bundle, by relative path, such as a report. */
  extras?: ((training: Training) => Promise<Record<string, string | Uint8Array>>) | undefined;
}

/** Horizons in sessions that are scored beside the next one: a week and a month. */
export const LATER_HORIZONS: readonly number[] = [5, 20];

/** Where a training goes on: trained weights, and the version that they are of. */
export interface Start {
  weights: Float32Array[];
  origin: Origin;
}

/** A finished training that is not saved yet. */
export interface Training {
  metadata: TrainedContent["metadata"] & { scores: ScoreTable; laterScores: Record<string, ScoreTable> };
  /** Forecasts of all forecasters for all days that have a window before them. */
  forecasts: Forecasts;
  /** The same of later sessions, one for each horizon. */
  later: Forecasts[];
  /** Forecasts of the 20 sessions after the last bar. */
  next: ReturnType<typeof nextSessions>;
  splits: Splits;
  /** How the network's returns are used. */
  point: Point;
  model: ModelFiles;
}

/** A saved bundle with its scores. */
export interface TrainedModel {
  bundle: TrainedBundle;
  scores: ScoreTable;
  /** By horizon, "5". */
  laterScores: Record<string, ScoreTable>;
  splits: Splits;
  point: Point;
}

/**
 * Trains a model on clean bars and saves it as a bundle: fits the network and all other forecasters, calibrates the error
 * bars, scores all on the same days. Writes nothing before all of it has succeeded.
 *
 * @throws PreprocessingError `too_few_bars`, EvaluationError for a baseline, ModelError if the training diverges, BundleError if the bundle cannot be saved,
 * FusedLstmError `bad_kernel`, Interrupted if the signal aborts
 * @example
 * const series = await loadBars({ symbol: "AAPL", source: "sample" });
 * const { bundle, scores } = await trainBundle({ series, config: parseConfig({}), modelsDir: "models" });
 */
export async function trainBundle(options: TrainBundleOptions): Promise<TrainedModel> {
  const { config, series, volatility, start, commit, modelsDir, horizons = LATER_HORIZONS } = options;
  const { baselines } = options;
  const began = performance.now();
  const kernel = kernelOf(config.engine);
  const raw = rawSeriesOf(series);
  const splits = chronologicalSplits(raw.length, config.window);
  // Before the network is trained: a fault in a forecaster of the caller's should show at once.
  const own = baselines && forecastBaselines(baselines, { series: raw, splits, window: config.window });
  const { model, preprocessor, outputs, ...fitted } = await fitModel({
    ...options,
    series: raw,
    splits,
    trainedWeights: start?.weights,
  });
  try {
    const decoded = decodeOutputs(preprocessor, raw, outputs);
    const mixed = mixNetwork(raw, splits, config.window, config.target, decoded, volatility);
    const { errorBar: next, ...builtIn } = mixed.forecasts;
    const forecasts = own ? besides(builtIn, own) : builtIn;
    const later = forecastLater(raw, decoded, {
      ...{ splits, window: config.window, horizons, stored: volatility },
    });
    const errorBar = new IntervalForecaster(next.volatility, next.tracker, later.bars);
    const scores = scoreSplits(forecasts, splits);
    const laterScores = scoreLater(later.byHorizon, splits);
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
      calibration: {
        ...describeCalibration(forecasts, splits),
        ...(later.bars.pooled && { pooled: later.bars.pooled.use }),
        ...(mixed.mix && { network: { ...mixed.mix, ...(later.mixes && { horizons: later.mixes }) } }),
      },
      drift: later.drift,
      ...(volatility && { volatility }),
      scores,
      laterScores,
    };
    const { weightSpecs, weightData, topology, generatedBy, convertedBy } = await exportModel(model);
    const { point } = preprocessor;
    const files = { topology, weightSpecs, weightData, generatedBy, convertedBy };
    const trained = {
      metadata,
      preprocessing: preprocessor.toJSON(),
      intervals: errorBar.toJSON(),
      model: files,
    };
    const extras = await options.extras?.({
      metadata,
      forecasts,
      later: later.byHorizon,
      next: nextSessions(trained, series),
      splits,
      point,
      model: files,
    });
    const days = formatTestForecasts(settledForecasts(forecasts, splits.test));
    const bundle = await saveBundle(modelsDir, {
      ...trained,
      extras: { ...extras, [TEST_FORECASTS_FILE]: days },
    });
    return { bundle, scores, laterScores, splits, point };
  } finally {
    model.dispose();
  }
}

/** The calibrated quantiles at the start of the test span, from which the gate tracks them. */
function describeCalibration({ dates, scales }: Forecasts, { test }: Splits): Calibration {
  return { testFrom: dates[test.from]!, quantiles: scales.model!.quantiles[test.from]! };
}

function describeOther({ symbol, from, to, count, sha256 }: OtherCloses) {
  return { symbol, from, to, count, sha256 };
}

function describeData(series: BarSeries) {
  const { source, detail, timeZone, cleaning, cache, warning, bars, instrument, vix, covariates } = series;
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
    ...(instrument && { instrument }),
    ...(vix && { vix: describeOther(vix) }),
    ...(covariates && { covariates: covariates.map(describeOther) }),
    ...(cache && { cache }),
  };
}
