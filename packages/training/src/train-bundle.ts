import {
  type Calibration,
  formatTestForecasts,
  saveBundle,
  TEST_FORECASTS_FILE,
  type TrainedBundle,
  type TrainedContent,
} from "@lstm-predict/artifacts";
import { toRawSeries } from "@lstm-predict/bars";
import {
  decodeOutputs,
  type Forecasts,
  forecastAll,
  type ScoreTable,
  scoreSplits,
  settledForecasts,
} from "@lstm-predict/evaluation";
import { type BarSeries, hashBars } from "@lstm-predict/market-data";
import { exportModel, type ModelConfig, type TrainingEvent } from "@lstm-predict/model";
import { chronologicalSplits, type Point, type Splits } from "@lstm-predict/preprocessing";
import type { PooledModel } from "@lstm-predict/volatility";
import { fitModel } from "./fit-model.ts";

export interface TrainBundleOptions {
  series: BarSeries;
  config: ModelConfig;
  /** The folder that the bundle is saved in, as `<modelsDir>/<SYMBOL>/<version>/`. */
  modelsDir: string;
  /** Stands in for the shipped volatility model. */
  volatility?: PooledModel | undefined;
  /** The commit that trains, for the bundle's metadata. */
  commit?: string | undefined;
  /** Ends the training: nothing is saved then. */
  signal?: AbortSignal | undefined;
  onEvent?: ((event: TrainingEvent) => void) | undefined;
  /** Makes further files of the bundle, by relative path, such as a report. */
  extras?: ((training: Training) => Promise<Record<string, string | Uint8Array>>) | undefined;
}

/** A training that is finished and not yet saved. */
export interface Training {
  metadata: TrainedContent["metadata"] & { scores: ScoreTable };
  /** Every forecaster on every day that has a window before it. */
  forecasts: Forecasts;
  splits: Splits;
  /** How the network's returns are used. */
  point: Point;
}

export interface TrainedModel {
  bundle: TrainedBundle;
  scores: ScoreTable;
  splits: Splits;
  point: Point;
}

/**
 * From clean bars to a saved bundle: training, every other forecaster, calibration, scores. Nothing is written before all
 * of it succeeded.
 *
 * @throws PreprocessingError for too few bars, ModelError for a diverged training, BundleError when the bundle
 * cannot be saved, Interrupted when the signal aborts
 * @example
 * const series = await loadBars({ symbol: "AAPL", source: "sample" });
 * const { bundle, scores } = await trainBundle({ series, config: parseConfig({}), modelsDir: "models" });
 */
export async function trainBundle(options: TrainBundleOptions): Promise<TrainedModel> {
  const { config, series, volatility, commit, modelsDir } = options;
  const began = performance.now();
  const raw = toRawSeries(series.bars);
  const splits = chronologicalSplits(raw.length, config.window);
  const { model, preprocessor, outputs, ...fitted } = await fitModel({ ...options, series: raw, splits });
  try {
    const decoded = decodeOutputs(preprocessor, raw, outputs);
    const all = forecastAll(raw, splits, config.window, config.target, decoded, volatility);
    const { errorBar, ...forecasts } = all;
    const scores = scoreSplits(forecasts, splits);
    const metadata = {
      symbol: series.symbol,
      createdAt: new Date().toISOString(),
      data: describeData(series),
      target: config.target,
      config,
      seed: config.seed,
      parameters: model.countParams(),
      epochs: fitted.epochs,
      bestEpoch: fitted.bestEpoch,
      history: fitted.history,
      seconds: (performance.now() - began) / 1000,
      ...(commit === undefined ? {} : { commit }),
      calibration: describeCalibration(forecasts, splits),
      ...(volatility && { volatility }),
      scores,
    };
    const { weightSpecs, weightData, topology, generatedBy, convertedBy } = await exportModel(model);
    const { point } = preprocessor;
    const extras = await options.extras?.({ metadata, forecasts, splits, point });
    const days = formatTestForecasts(settledForecasts(forecasts, splits.test));
    const bundle = await saveBundle(modelsDir, {
      model: { topology, weightSpecs, weightData, generatedBy, convertedBy },
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

/** Where the quantiles stood before the test span, for those who compare models on it. */
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
