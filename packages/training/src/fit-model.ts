import { closes, type RawSeries } from "@lstm-predict/bars";
import { Interrupted } from "@lstm-predict/checks";
import { isEarned, pOfBetter, shrunkDriftReturn } from "@lstm-predict/evaluation";
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
import {
  type Point,
  PreprocessingError,
  Preprocessor,
  type Splits,
  type WindowRange,
  type WindowSet,
} from "@lstm-predict/preprocessing";
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
    horizons: config.horizons,
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
  const farthest = config.horizons?.at(-1) ?? 1;
  const data = { windows, train: settled(train, farthest), validation: settled(validation, farthest) };
  const schedule = isTrained ? continuation(config) : config;
  for await (const event of trainModel(model, data, schedule, random, { isTrained })) {
    if (signal?.aborted) throw new Interrupted(`stopped in epoch ${history.length + 1}: nothing was saved`);
    onEvent?.(event);
    if (event.type === "epoch") {
      const { epoch, loss, valLoss, learningRate } = event;
      history.push({ epoch, loss, valLoss, learningRate });
    } else if (event.type === "stopped") bestEpoch = event.bestEpoch;
  }
  return { epochs: history.length, bestEpoch, history };
}

/**
 * The windows of a span whose outcomes `horizon` sessions ahead lie in it: those of the others are of days that the span may not know.
 *
 * @throws PreprocessingError `too_few_bars` if there is none
 */
function settled({ from, to }: WindowRange, horizon: number): WindowRange {
  const end = to - horizon + 1;
  if (end > from) return { from, to: end };
  throw new PreprocessingError(
    "too_few_bars",
    `there are ${to - from} windows to train or validate on: outcomes ${horizon} sessions ahead need at least ${horizon}`,
  );
}

/** Halve the fitted shrinkage of two-output networks: the full value overfits validation. */
const SHRINKAGE_FACTOR = 0.5;

/**
 * Fits on validation how to use the returns of the network: target `return` shrinks them, `distribution` shrinks them by half
 * the fitted factor and adds the shrunk drift, `price` uses its levels unchanged.
 *
 * Returns of later horizons are shrunk likewise, but to 0 unless the errors of the validation days are lower with them by more than chance:
 * outcomes that overlap are few, and a factor fits them too easily.
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
  const factor = fitted.target === "return" ? 1 : SHRINKAGE_FACTOR;
  const [shrinkage, ...later] = fitted.horizons.map((horizon) => {
    const forecast: number[] = [];
    const actual: number[] = [];
    const dates: string[] = [];
    for (let index = validation.from; index < validation.to - horizon + 1; index++) {
      const last = windows.lastClose(index);
      const ofWindow = outputs.subarray(index * fitted.outputs, (index + 1) * fitted.outputs);
      const decoded = fitted.decode(ofWindow, last);
      const { price } = horizon === 1 ? decoded : decoded.later![horizon]!;
      dates.push(windows.date(index));
      forecast.push(Math.log(price / last));
      actual.push(Math.log(known[index + fitted.window + horizon - 1]! / last) - horizon * drift);
    }
    const shrinkage = factor * fitShrinkage(forecast, actual);
    if (horizon === 1) return shrinkage;
    const losses = (share: number) => actual.map((value, k) => Math.abs(value - share * forecast[k]!));
    const p = pOfBetter({ dates, lossA: losses(shrinkage), lossB: losses(0) }, horizon);
    return isEarned(p) ? shrinkage : 0;
  });
  return { drift, shrinkage: shrinkage!, ...(later.length > 0 && { later }) };
}
