import { closes, type RawSeries } from "@lstm-predict/bars";
import { Interrupted } from "@lstm-predict/checks";
import { shrunkDriftReturn } from "@lstm-predict/evaluation";
import {
  buildModel,
  continuation,
  type EpochRecord,
  fitShrinkage,
  type ModelConfig,
  openEngine,
  predictRange,
  Random,
  restoreWeights,
  type TrainingEvent,
  trainModel,
} from "@lstm-predict/model";
import { type Point, Preprocessor, type Splits, type WindowSet } from "@lstm-predict/preprocessing";
import type { LayersModel } from "@tensorflow/tfjs";

/** Options of `fitModel`. */
export interface FitOptions {
  series: RawSeries;
  splits: Splits;
  config: ModelConfig;
  /** Aborts the training between two steps. */
  signal?: AbortSignal | undefined;
  onEvent?: ((event: TrainingEvent) => void) | undefined;
  /** Initial weights, in the order of the model, instead of random ones. */
  initialWeights?: Float32Array[] | undefined;
  /** Trained weights to go on from (`continuation`); they stay unless an epoch has a lower validation loss. */
  trainedWeights?: Float32Array[] | undefined;
}

/** A trained network and everything fitted with it. The caller must dispose `model`. */
export interface FittedModel {
  model: LayersModel;
  preprocessor: Preprocessor;
  windows: WindowSet;
  /** Scaled outputs of the network for all windows of the series `[windows, outputs]`. */
  outputs: Float32Array;
  epochs: number;
  bestEpoch: number;
  history: EpochRecord[];
}

/**
 * Fits scalers and network on the training span, and the use of the network's returns on the validation span. The test span
 * is only forecast.
 *
 * @throws PreprocessingError `too_few_bars`, ModelError if the training diverges, NativeError if the engine is not
 * installed, Interrupted if the signal aborts
 * @example
 * const series = toRawSeries(bars);
 * const config = parseConfig({ epochs: 5 });
 * const splits = chronologicalSplits(series.length, config.window);
 * const { model, preprocessor } = await fitModel({ series, splits, config });
 */
export async function fitModel(options: FitOptions): Promise<FittedModel> {
  const { series, splits, config } = options;
  const fitted = Preprocessor.fit(series, {
    target: config.target,
    window: config.window,
    trainWindows: splits.train.to,
    covariates: config.covariates,
  });
  const windows = fitted.windows(series);
  const random = new Random(config.seed);
  const model = buildModel(config, random, await openEngine(config.engine));
  try {
    const start = options.trainedWeights ?? options.initialWeights;
    if (start) restoreWeights(model, start);
    const training = await train(model, windows, random, options);
    const { outputs } = predictRange(model, windows, { from: 0, to: windows.length });
    const preprocessor = fitted.withPoint(fitPoint(fitted, windows, outputs, options));
    return { model, preprocessor, windows, outputs, ...training };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

async function train(
  model: LayersModel,
  windows: WindowSet,
  random: Random,
  { splits: { train, validation }, config, trainedWeights, signal, onEvent }: FitOptions,
): Promise<{ epochs: number; bestEpoch: number; history: EpochRecord[] }> {
  const history: EpochRecord[] = [];
  let bestEpoch = 0;
  const isTrained = trainedWeights !== undefined;
  const schedule = isTrained ? continuation(config) : config;
  for await (const event of trainModel(model, { windows, train, validation }, schedule, random, {
    isTrained,
  })) {
    if (signal?.aborted) throw new Interrupted(`stopped in epoch ${history.length + 1}: nothing was saved`);
    onEvent?.(event);
    if (event.type === "epoch") {
      const { epoch, loss, valLoss, learningRate } = event;
      history.push({ epoch, loss, valLoss, learningRate });
    } else if (event.type === "stopped") bestEpoch = event.bestEpoch;
  }
  return { epochs: history.length, bestEpoch, history };
}

/** Halve the fitted shrinkage of two-output networks: the full value overfits validation. */
const SHRINKAGE_FACTOR = 0.5;

/**
 * Fits on validation how to use the returns of the network: target `return` shrinks them, `distribution` shrinks them by half
 * the fitted factor and adds the shrunk drift, `price` uses its levels unchanged.
 */
function fitPoint(
  fitted: Preprocessor,
  windows: WindowSet,
  outputs: Float32Array,
  { series, splits: { train, validation } }: FitOptions,
): Point {
  if (fitted.target === "price") return fitted.point;
  const known = closes(series).subarray(0, validation.to + fitted.window);
  const drift =
    fitted.target === "return"
      ? 0
      : shrunkDriftReturn.fit({ closes: known, validationFrom: train.to + fitted.window }).forecast(known);
  const forecast: number[] = [];
  const actual: number[] = [];
  for (let index = validation.from; index < validation.to; index++) {
    const last = windows.lastClose(index);
    const ofWindow = outputs.subarray(index * fitted.outputs, (index + 1) * fitted.outputs);
    forecast.push(Math.log(fitted.decode(ofWindow, last).price / last));
    actual.push(Math.log(windows.nextClose(index) / last) - drift);
  }
  const shrinkage = fitShrinkage(forecast, actual);
  return fitted.target === "return"
    ? { drift, shrinkage }
    : { drift, shrinkage: SHRINKAGE_FACTOR * shrinkage };
}
