import type * as tf from "@tensorflow/tfjs";
import { FusedTraining } from "fused-lstm";
import type { ModelConfig } from "./config.ts";
import { type LossFields, lossWeightsOf } from "./loss-weights.ts";
import { TapeTrainer } from "./tape-trainer.ts";

/**
 * Takes single training steps: Adam (Kingma and Ba 2015) on the mean squared error, weighted by output, plus the layers'
 * penalties. With `gradientNorm` the gradient's norm is limited (Pascanu et al. 2013). Dispose it after use: it owns the
 * optimiser's moments.
 *
 * The kernel takes the whole step of a model that it knows; other models and engines take TensorFlow.js' tape. Both give the
 * same weights, but for rounding.
 *
 * @example
 * const trainer = new Trainer(model, config);
 * for (const { x, y } of batches) console.log(trainer.step(x, y));
 * trainer.dispose();
 */
export class Trainer {
  readonly #steps: FusedTraining | TapeTrainer;

  constructor(
    model: tf.LayersModel,
    config: Pick<ModelConfig, "learningRate" | "gradientNorm"> & LossFields,
  ) {
    const { learningRate, gradientNorm } = config;
    const lossWeights = lossWeightsOf(config);
    this.#steps =
      FusedTraining.of(model, { learningRate, gradientNorm, lossWeights }) ?? new TapeTrainer(model, config);
  }

  set learningRate(learningRate: number) {
    this.#steps.learningRate = learningRate;
  }

  /**
   * Takes one step on x [batch, window, features] and y [batch, outputs].
   *
   * @returns the loss before the step, with penalties
   */
  step(x: tf.Tensor, y: tf.Tensor): number {
    const steps = this.#steps;
    if (steps instanceof TapeTrainer) return steps.step(x, y);
    return steps.step(x.dataSync<"float32">(), y.dataSync<"float32">());
  }

  dispose(): void {
    this.#steps.dispose();
  }
}
