import { setImmediate as nextTurn } from "node:timers/promises";
import { PRESETS, type WindowRange, type WindowSet } from "@lstm-predict/preprocessing";
import * as tf from "@tensorflow/tfjs";
import type { ModelConfig } from "./config.ts";
import { ModelError } from "./errors.ts";
import type { Random } from "./random.ts";
import { gatherBatch, predictRange, rangeIndices, weightedSquaredError } from "./samples.ts";
import { Schedule } from "./schedule.ts";
import { Trainer } from "./trainer.ts";
import { restoreWeights, snapshotWeights } from "./weights.ts";

/** One epoch's figures; losses in scaled target units. */
export interface EpochRecord {
  epoch: number;
  /** Mean over the epoch's batches, dropout active, L2 penalty included: what the optimiser minimises. */
  loss: number;
  /** Mean squared error on the validation span, weighted by output, without penalty: what early stopping watches. */
  valLoss: number;
  learningRate: number;
}

export type TrainingEvent =
  | { type: "started"; parameters: number; epochs: number; batches: number }
  | { type: "batch"; epoch: number; batch: number; batches: number; loss: number }
  | ({ type: "epoch"; seconds: number; improved: boolean } & EpochRecord)
  | { type: "lrReduced"; epoch: number; learningRate: number }
  | { type: "stopped"; reason: "completed" | "early"; epochs: number; bestEpoch: number };

export interface TrainingData {
  windows: WindowSet;
  train: WindowRange;
  validation: WindowRange;
}

/**
 * Trains a model in place and reports what happens; the next event is computed when it is asked for.
 *
 * However it ends (all epochs, early stopping, `return` of the generator, an error), the model holds the weights
 * of its best epoch so far and no tensor is left behind.
 *
 * @throws ModelError `diverged` when a loss is no longer finite
 */
export async function* trainModel(
  model: tf.LayersModel,
  data: TrainingData,
  config: ModelConfig,
  random: Random,
): AsyncGenerator<TrainingEvent, void, void> {
  const indices = rangeIndices(data.train);
  const batches = Math.ceil(indices.length / config.batchSize);
  const trainer = new Trainer(model, config);
  const schedule = new Schedule(config);
  let best: { epoch: number; weights: Float32Array[] } | undefined;
  try {
    yield { type: "started", parameters: model.countParams(), epochs: config.epochs, batches };
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
        // Signals and timers get their turn between steps.
        await nextTurn();
      }
      const loss = sum / indices.length;
      const { outputs, targets } = predictRange(model, data.windows, data.validation);
      const valLoss = weightedSquaredError(outputs, targets, PRESETS[config.target].lossWeights);
      refuseDivergence(epoch, loss, valLoss, learningRate);

      const verdict = schedule.observe(valLoss);
      if (verdict.improved) best = { epoch, weights: snapshotWeights(model) };
      const seconds = (performance.now() - began) / 1000;
      yield { type: "epoch", epoch, loss, valLoss, learningRate, seconds, improved: verdict.improved };

      const last = verdict.stop || epoch === config.epochs;
      if (verdict.reducedTo !== undefined && !last) {
        yield { type: "lrReduced", epoch, learningRate: verdict.reducedTo };
      }
      if (last) {
        const reason = verdict.stop ? "early" : "completed";
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

function refuseDivergence(epoch: number, loss: number, valLoss: number, learningRate: number): void {
  if (Number.isFinite(loss) && Number.isFinite(valLoss)) return;
  throw new ModelError(
    "diverged",
    `training diverged in epoch ${epoch}: loss ${loss}, validation loss ${valLoss}; try a learning rate below ${learningRate}`,
  );
}
