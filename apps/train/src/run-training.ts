import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Bundle, type Champion, promoteIfFirst, saveBundle } from "@lstm-predict/artifacts";
import { type BarSeries, hashBars } from "@lstm-predict/market-data";
import {
  buildModel,
  type EpochRecord,
  exportModel,
  fitShrinkage,
  type ModelConfig,
  predictRange,
  Random,
  type TrainingEvent,
  trainModel,
} from "@lstm-predict/model";
import {
  chronologicalSplits,
  Preprocessor,
  type Splits,
  toRawSeries,
  type WindowRange,
  type WindowSet,
} from "@lstm-predict/preprocessing";
import type { LayersModel } from "@tensorflow/tfjs";
import { Interrupted } from "./interrupt.ts";
import { REPOSITORY } from "./paths.ts";
import { renderReport } from "./report/index.ts";
import { forecastSpan, type ScoreTable, type SpanForecast, scoreSplits } from "./scoring.ts";

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
  shrinkage: number;
  champion: Champion;
  /** Whether this training's bundle is now the champion. */
  promoted: boolean;
}

/**
 * From clean bars to a saved bundle: windows and scalers, training, shrinkage, scores, report. Nothing is written
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
  const fitted = Preprocessor.fit(raw, {
    target: config.target,
    window: config.window,
    trainWindows: splits.train.to,
  });
  const windows = fitted.windows(raw);

  const random = new Random(config.seed);
  const model = buildModel(config, random);
  try {
    const training = await train(model, windows, splits, run, random);
    const preprocessor = shrink(model, windows, splits.validation, fitted);
    const spans = {
      train: forecastRange(model, windows, splits.train, preprocessor),
      validation: forecastRange(model, windows, splits.validation, preprocessor),
      test: forecastRange(model, windows, splits.test, preprocessor),
    };
    const scores = scoreSplits(raw, config.window, splits, spans);
    const metadata = {
      symbol: series.symbol,
      createdAt: new Date().toISOString(),
      data: describeData(series),
      target: config.target,
      config,
      seed: config.seed,
      parameters: model.countParams(),
      ...training,
      seconds: (performance.now() - began) / 1000,
      ...(await currentCommit()),
      scores,
    };
    const { weightSpecs, weightData, topology, generatedBy, convertedBy } = await exportModel(model);
    const extras = await renderReport({
      metadata,
      shrinkage: preprocessor.shrinkage,
      test: {
        dates: spans.test.dates,
        actual: [...spans.test.actual],
        model: [...spans.test.model],
        naive: [...spans.test.naive],
      },
    });
    const bundle = await saveBundle(run.modelsDir, {
      model: { topology, weightSpecs, weightData, generatedBy, convertedBy },
      preprocessing: preprocessor.toJSON(),
      metadata,
      extras: { ...extras },
    });
    const { champion, promoted } = await promoteIfFirst(run.modelsDir, bundle.metadata);
    return { bundle, scores, splits, shrinkage: preprocessor.shrinkage, champion, promoted };
  } finally {
    model.dispose();
  }
}

async function train(
  model: LayersModel,
  windows: WindowSet,
  { train, validation }: Splits,
  { config, signal, onEvent }: TrainingRun,
  random: Random,
): Promise<{ epochs: number; bestEpoch: number; history: EpochRecord[] }> {
  const history: EpochRecord[] = [];
  let bestEpoch = 0;
  for await (const event of trainModel(model, { windows, train, validation }, config, random)) {
    if (signal.aborted) throw new Interrupted(`stopped in epoch ${history.length + 1}: nothing was saved`);
    onEvent(event);
    if (event.type === "epoch") {
      const { epoch, loss, valLoss, learningRate } = event;
      history.push({ epoch, loss, valLoss, learningRate });
    } else if (event.type === "stopped") bestEpoch = event.bestEpoch;
  }
  return { epochs: history.length, bestEpoch, history };
}

/** The preprocessor with the shrinkage that suits the validation span; price levels are not shrunk. */
function shrink(
  model: LayersModel,
  windows: WindowSet,
  range: WindowRange,
  fitted: Preprocessor,
): Preprocessor {
  if (fitted.target === "price") return fitted;
  const { model: forecast, actual, naive } = forecastRange(model, windows, range, fitted);
  const logReturns = (prices: Float64Array) => prices.map((price, k) => Math.log(price / naive[k]!));
  return fitted.withShrinkage(fitShrinkage(logReturns(forecast), logReturns(actual)));
}

function forecastRange(
  model: LayersModel,
  windows: WindowSet,
  range: WindowRange,
  preprocessor: Preprocessor,
): SpanForecast {
  const { outputs } = predictRange(model, windows, range);
  return forecastSpan(windows, range, (window) =>
    preprocessor.decode(outputs[window - range.from]!, windows.lastClose(window)),
  );
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
