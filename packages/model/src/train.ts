import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import type { WindowRange, WindowSet } from "@lstm-predict/preprocessing";
import * as tf from "@tensorflow/tfjs";
import type { ModelConfig } from "./config.ts";
import { ModelError } from "./errors.ts";
import { lossWeightsOf } from "./loss-weights.ts";
import type { Random } from "./random.ts";
import { gatherBatch, predictRange, rangeIndices, weightedSquaredError } from "./samples.ts";
import { Schedule } from "./schedule.ts";
import { Trainer } from "./trainer.ts";
import { restoreWeights, snapshotWeights } from "./weights.ts";

/** The losses of one epoch, in scaled target units. */
export interface EpochRecord {
  /** From 1. */
  epoch: number;
  /** The loss that the optimiser minimises, with dropout and L2 penalty: mean over the epoch's training windows. */
  loss: number;
  /** The loss that early stopping uses: mean squared error on the validation span, weighted by output, no penalty. */
  valLoss: number;
  /** Learning rate of the epoch (after warm-up). */
  learningRate: number;
}

/**
 * The events of a training, in order: `started`, then for each epoch its `batch` events, `epoch`, and `lrReduced` if the
 * next epoch has a lower learning rate, at the end `stopped`. `epoch` and `batch` count from 1; `batches` is per epoch.
 * `bestEpoch` is 0 if trained weights were kept as they were.
 */
export type TrainingEvent =
  | { type: "started"; parameters: number; epochs: number; batches: number }
  | { type: "batch"; epoch: number; batch: number; batches: number; loss: number }
  | ({ type: "epoch"; seconds: number; improved: boolean } & EpochRecord)
  | { type: "lrReduced"; epoch: number; learningRate: number }
  | { type: "stopped"; reason: "completed" | "early"; epochs: number; bestEpoch: number };

/** Windows, and the ranges of them that are used for training and validation. */
export interface TrainingData {
  windows: WindowSet;
  train: WindowRange;
  validation: WindowRange;
}

/**
 * Trains a model in place and yields events. It computes as the consumer asks for the next event, and stops when the
 * consumer leaves the loop.
 *
 * At the end (all epochs, early stopping, a consumer that leaves, an error) the model has the weights of its best epoch so
 * far, and no tensor is left.
 *
 * @param isTrained whether the weights are trained already: then they count as epoch 0, and stay unless an epoch has a lower
 * validation loss
 * @throws ModelError `diverged` if a loss is not finite
 *
 * @example
 * for await (const event of trainModel(model, { windows, train, validation }, config, random)) {
 *   if (event.type === "epoch") console.log(event.epoch, event.loss, event.valLoss);
 * }
 */
export async function* trainModel(
  model: tf.LayersModel,
  data: TrainingData,
  config: ModelConfig,
  random: Random,
  { isTrained = false } = {},
): AsyncGenerator<TrainingEvent, void, void> {
  const indices = rangeIndices(data.train);
  const batches = Math.ceil(indices.length / config.batchSize);
  const trainer = new Trainer(model, config);
  const schedule = new Schedule(config);
  let best: { epoch: number; weights: Float32Array[] } | undefined;
  try {
    yield { type: "started", parameters: model.countParams(), epochs: config.epochs, batches };
    if (isTrained && schedule.observe(validate(model, data, config)).improved)
      best = { epoch: 0, weights: snapshotWeights(model) };
    for (let epoch = 1; epoch <= config.epochs; epoch++) {
      const began = performance.now();
      const learningRate = schedule.learningRate;
      let sum = 0;
      random.shuffle(indices);
      for (let batch = 0; batch < batches; batch++) {
        const part = indices.subarray(batch * config.batchSize, (batch + 1) * config.batchSize);
        const step = (epoch - 1) * batches + batch + 1;
        trainer.learningRate = learningRate * Math.min(1, step / Math.max(1, config.warmUpSteps));
        const loss = trainStep(trainer, data.windows, part);
        sum += loss * part.length;
        yield { type: "batch", epoch, batch: batch + 1, batches, loss };
        // Signals and timers are handled between steps.
        await yieldToEventLoop();
      }
      const loss = sum / indices.length;
      const valLoss = validate(model, data, config);
      refuseDivergence(epoch, loss, valLoss, learningRate);

      const update = schedule.observe(valLoss);
      if (update.improved) best = { epoch, weights: snapshotWeights(model) };
      const seconds = (performance.now() - began) / 1000;
      yield { type: "epoch", epoch, loss, valLoss, learningRate, seconds, improved: update.improved };

      const last = update.stop || epoch === config.epochs;
      if (update.reducedTo !== undefined && !last) {
        yield { type: "lrReduced", epoch, learningRate: update.reducedTo };
      }
      if (last) {
        const reason = update.stop ? "early" : "completed";
        yield { type: "stopped", reason, epochs: epoch, bestEpoch: best!.epoch };
        return;
      }
    }
  } finally {
    if (best) restoreWeights(model, best.weights);
    trainer.dispose();
  }
}

function trainStep(trainer: Trainer, windows: WindowSet, indices: Uint32Array): number {
  return tf.tidy(() => {
    const { x, y } = gatherBatch(windows, indices);
    return trainer.step(x, y);
  });
}

function validate(model: tf.LayersModel, { windows, validation }: TrainingData, config: ModelConfig): number {
  const { outputs, targets } = predictRange(model, windows, validation);
  return weightedSquaredError(outputs, targets, lossWeightsOf(config));
}

function refuseDivergence(epoch: number, loss: number, valLoss: number, learningRate: number): void {
  if (Number.isFinite(loss) && Number.isFinite(valLoss)) return;
  throw new ModelError(
    "diverged",
    `training diverged in epoch ${epoch}: loss ${loss}, validation loss ${valLoss}; try a learning rate below ${learningRate}`,
  );
}
