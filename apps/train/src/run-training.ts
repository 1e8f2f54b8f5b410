import {
  type Bundle,
  BundleError,
  type BundleStore,
  type Calibration,
  type ChallengeOutcome,
  type Champion,
  challenge,
  formatTestForecasts,
  readChampion,
  saveBundle,
  TEST_FORECASTS_FILE,
  type TrainedBundle,
} from "@lstm-predict/artifacts";
import { type BarSeries, hashBars } from "@lstm-predict/market-data";
import { exportModel, type ModelConfig, type TrainingEvent } from "@lstm-predict/model";
import {
  chronologicalSplits,
  type Point,
  type RawSeries,
  type Splits,
  toRawSeries,
} from "@lstm-predict/preprocessing";
import type { PooledModel } from "@lstm-predict/volatility";
import { fitModel } from "./forecasting/fit-model.ts";
import { decodeOutputs, type Forecasts, forecastAll } from "./forecasting/forecasts.ts";
import { type ScoreTable, scoreSplits } from "./forecasting/score.ts";
import { describeDays } from "./forecasting/test-forecasts.ts";
import { currentGit } from "./git.ts";
import { judgeChampion } from "./promotion/judge.ts";
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

export interface TrainingOutcome {
  bundle: TrainedBundle;
  scores: ScoreTable;
  splits: Splits;
  /** How the network's returns are used. */
  point: Point;
  /** Who is served now: undefined when nothing is. */
  champion: Champion | undefined;
  /** Whether that is this training's bundle. */
  promoted: boolean;
  /** Why, in words. */
  reason: string;
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
    return { bundle, scores, splits, point, ...(await publish(run, bundle, raw)) };
  } finally {
    model.dispose();
  }
}

/** Sends a saved bundle to the store and puts it up against the champion, unless that is not wanted. */
export async function publish(
  { store, promote, evidence }: Pick<TrainingRun, "store" | "promote" | "evidence">,
  bundle: Bundle,
  raw: RawSeries,
): Promise<Pick<TrainingOutcome, keyof ChallengeOutcome>> {
  const { symbol, version } = bundle.metadata;
  try {
    if (promote) {
      return await challenge(store, bundle.metadata, async (champion) => {
        const verdict = await judgeChampion(store, champion, bundle, raw);
        return evidence
          ? { ...verdict, evidence: { ...(verdict.evidence as object), ...evidence } }
          : verdict;
      });
    }
    await store.push(symbol, version);
    const champion = await readChampion(store, symbol);
    return { champion, promoted: false, reason: "it was not to be promoted" };
  } catch (error) {
    if (store.url === store.modelsDir || !(error instanceof BundleError)) throw error;
    const mend = `the bundle is saved as ${bundle.dir}: pnpm models push sends it`;
    throw new BundleError(error.code, `${error.message}; ${mend}`, { cause: error });
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
