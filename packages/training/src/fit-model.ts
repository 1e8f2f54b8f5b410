import { closes, type RawSeries } from "@lstm-predict/bars";
import { Interrupted } from "@lstm-predict/checks";
import { shrunkDriftReturn } from "@lstm-predict/evaluation";
import {
  buildModel,
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

export interface FitOptions {
  series: RawSeries;
  splits: Splits;
  config: ModelConfig;
  /** Ends the training between two steps. */
  signal?: AbortSignal | undefined;
  onEvent?: ((event: TrainingEvent) => void) | undefined;
  /** Weights to begin with, in the model's order, instead of random ones. */
  initialWeights?: Float32Array[] | undefined;
}

/** A trained network and all that was fitted with it; the caller disposes `model`. */
export interface FittedModel {
  model: LayersModel;
  preprocessor: Preprocessor;
  windows: WindowSet;
  /** The network's scaled outputs for every window of the series [windows, outputs]. */
  outputs: Float32Array;
  epochs: number;
  bestEpoch: number;
  history: EpochRecord[];
}

/**
 * Fits scalers and network on the training span and the use of its returns on validation; the test span is only forecast.
 *
 * @throws PreprocessingError for too few bars, ModelError for a diverged training, NativeError when the engine is not
 * there, Interrupted when the signal aborts
 */
export async function fitModel(options: FitOptions): Promise<FittedModel> {
  const { series, splits, config } = options;
  const fitted = Preprocessor.fit(series, {
    target: config.target,
    window: config.window,
    trainWindows: splits.train.to,
  });
  const windows = fitted.windows(series);
  const random = new Random(config.seed);
  const model = buildModel(config, random, await openEngine(config.engine));
  if (options.initialWeights) restoreWeights(model, options.initialWeights);
  try {
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
  { splits: { train, validation }, config, signal, onEvent }: FitOptions,
): Promise<{ epochs: number; bestEpoch: number; history: EpochRecord[] }> {
  const history: EpochRecord[] = [];
  let bestEpoch = 0;
  for await (const event of trainModel(model, { windows, train, validation }, config, random)) {
    if (signal?.aborted) throw new Interrupted(`stopped in epoch ${history.length + 1}: nothing was saved`);
    onEvent?.(event);
    if (event.type === "epoch") {
      const { epoch, loss, valLoss, learningRate } = event;
      history.push({ epoch, loss, valLoss, learningRate });
    } else if (event.type === "stopped") bestEpoch = event.bestEpoch;
  }
  return { epochs: history.length, bestEpoch, history };
}

/** Of a network's return that is one of two outputs, half of what served best on validation: the other half is luck. */
const TRUST = 0.5;

/**
 * How forecast returns are used: for `return` the share that served best on validation; for `distribution` half of it,
 * added to the shrunk drift; price levels as they are.
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
  return fitted.target === "return" ? { drift, shrinkage } : { drift, shrinkage: TRUST * shrinkage };
}
