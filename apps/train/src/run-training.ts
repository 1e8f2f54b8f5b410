import {
  type BundleStore,
  type Calibration,
  type Champion,
  formatTestForecasts,
  saveBundle,
  TEST_FORECASTS_FILE,
  type TrainedBundle,
} from "@lstm-predict/artifacts";
import { type BarSeries, hashBars } from "@lstm-predict/market-data";
import { exportModel, type ModelConfig, type TrainingEvent } from "@lstm-predict/model";
import { chronologicalSplits, type Point, type Splits, toRawSeries } from "@lstm-predict/preprocessing";
import type { PooledModel } from "@lstm-predict/volatility";
import { fitModel } from "./forecasting/fit-model.ts";
import { decodeOutputs, type Forecasts, forecastAll } from "./forecasting/forecasts.ts";
import { type ScoreTable, scoreSplits } from "./forecasting/score.ts";
import { describeDays } from "./forecasting/test-forecasts.ts";
import { currentGit } from "./git.ts";
import { judgeChampion } from "./promotion/judge.ts";
import { type Published, publish } from "./promotion/publish.ts";
import { renderReport } from "./report/index.ts";

export interface TrainingRun {
  series: BarSeries;
  config: ModelConfig;
  store: BundleStore;
  /** Stands in for the shipped volatility model. */
  volatility?: PooledModel | undefined;
  /** Whether the bundle may become the champion by itself. */
  promote: boolean;
  /** What the log of promotions is to say beside the verdict's own figures. */
  evidence?: object | undefined;
  signal: AbortSignal;
  onEvent(event: TrainingEvent): void;
}

export interface TrainingOutcome extends Published {
  bundle: TrainedBundle;
  scores: ScoreTable;
  splits: Splits;
  /** How the network's returns are used. */
  point: Point;
}

/**
 * From clean bars to a saved bundle: training, every other forecaster, calibration, scores, report. Nothing is written
 * before all of it succeeded.
 *
 * @throws PreprocessingError for too few bars, ModelError for a diverged training, BundleError when the bundle
 * cannot be saved, Interrupted when the signal aborts
 */
export async function runTraining(run: TrainingRun): Promise<TrainingOutcome> {
  const { config, series } = run;
  const began = performance.now();
  const raw = toRawSeries(series.bars);
  const splits = chronologicalSplits(raw.length, config.window);
  const { commit } = await currentGit();
  const { model, preprocessor, outputs, ...training } = await fitModel({ ...run, series: raw, splits });
  try {
    const said = decodeOutputs(preprocessor, raw, outputs);
    const { errorBar, ...forecasts } = forecastAll(
      raw,
      splits,
      config.window,
      config.target,
      said,
      run.volatility,
    );
    const scores = scoreSplits(forecasts, splits);
    const { epochs, bestEpoch, history } = training;
    const metadata = {
      symbol: series.symbol,
      createdAt: new Date().toISOString(),
      data: describeData(series),
      target: config.target,
      config,
      seed: config.seed,
      parameters: model.countParams(),
      ...{ epochs, bestEpoch, history },
      seconds: (performance.now() - began) / 1000,
      ...(commit === undefined ? {} : { commit }),
      calibration: describeCalibration(forecasts, splits),
      ...(run.volatility && { volatility: run.volatility }),
      scores,
    };
    const { weightSpecs, weightData, topology, generatedBy, convertedBy } = await exportModel(model);
    const { point } = preprocessor;
    const report = await renderReport({ metadata, point, forecasts, test: splits.test });
    const days = formatTestForecasts(describeDays(forecasts, splits.test));
    const bundle = await saveBundle(run.store.modelsDir, {
      model: { topology, weightSpecs, weightData, generatedBy, convertedBy },
      preprocessing: preprocessor.toJSON(),
      intervals: errorBar.toJSON(),
      metadata,
      extras: { ...report, [TEST_FORECASTS_FILE]: days },
    });
    const judge = (champion: Champion) => judgeChampion(run.store, champion, bundle, raw);
    return { bundle, scores, splits, point, ...(await publish(run, bundle, judge)) };
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
    ...{ source, detail, ...(warning === undefined ? {} : { warning }) },
    from: bars[0]!.date,
    to: bars.at(-1)!.date,
    count: bars.length,
    sha256: hashBars(bars),
    timeZone,
    cleaning,
    ...(cache && { cache }),
  };
}
