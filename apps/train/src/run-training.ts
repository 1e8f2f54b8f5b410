import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Bundle, type Champion, promoteIfFirst, saveBundle } from "@lstm-predict/artifacts";
import { type BarSeries, hashBars } from "@lstm-predict/market-data";
import { exportModel, type ModelConfig, type TrainingEvent } from "@lstm-predict/model";
import { chronologicalSplits, type Point, type Splits, toRawSeries } from "@lstm-predict/preprocessing";
import { fitModel } from "./forecasting/fit-model.ts";
import { decodeOutputs, forecastAll } from "./forecasting/forecasts.ts";
import { type ScoreTable, scoreSplits } from "./forecasting/score.ts";
import { REPOSITORY } from "./paths.ts";
import { renderReport } from "./report/index.ts";

export interface TrainingRun {
  series: BarSeries;
  config: ModelConfig;
  modelsDir: string;
  signal: AbortSignal;
  onEvent(event: TrainingEvent): void;
}

export interface TrainingOutcome {
  bundle: Bundle;
  scores: ScoreTable;
  splits: Splits;
  /** How the network's returns are used. */
  point: Point;
  champion: Champion;
  /** Whether this training's bundle is now the champion. */
  promoted: boolean;
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
  const { model, preprocessor, outputs, ...training } = await fitModel({ ...run, series: raw, splits });
  try {
    const said = decodeOutputs(preprocessor, raw, outputs);
    const { errorBar, ...forecasts } = forecastAll(raw, splits, config.window, config.target, said);
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
      ...(await currentCommit()),
      scores,
    };
    const { weightSpecs, weightData, topology, generatedBy, convertedBy } = await exportModel(model);
    const { point } = preprocessor;
    const extras = await renderReport({ metadata, point, forecasts, test: splits.test });
    const bundle = await saveBundle(run.modelsDir, {
      model: { topology, weightSpecs, weightData, generatedBy, convertedBy },
      preprocessing: preprocessor.toJSON(),
      intervals: errorBar.toJSON(),
      metadata,
      extras: { ...extras },
    });
    const { champion, promoted } = await promoteIfFirst(run.modelsDir, bundle.metadata);
    return { bundle, scores, splits, point, champion, promoted };
  } finally {
    model.dispose();
  }
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

/** The commit that trains, where git and a repository are there. */
async function currentCommit(): Promise<{ commit?: string }> {
  try {
    const { stdout } = await promisify(execFile)("git", ["rev-parse", "HEAD"], {
      cwd: REPOSITORY,
      timeout: 5000,
    });
    return { commit: stdout.trim() };
  } catch {
    return {};
  }
}
