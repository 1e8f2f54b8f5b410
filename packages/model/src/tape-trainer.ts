import * as tf from "@tensorflow/tfjs";
import { fusedAdam } from "fused-lstm";
import type { ModelConfig } from "./config.ts";
import { type LossFields, lossWeightsOf } from "./loss-weights.ts";

/**
 * Training steps on TensorFlow.js' tape, for every model and engine: the oracle of the kernel's whole steps. Dispose it after
 * use: it owns the optimiser's moments.
 */
export class TapeTrainer {
  readonly #model: tf.LayersModel;
  readonly #optimizer: ReturnType<typeof fusedAdam>;
  readonly #variables: tf.Variable[];
  readonly #lossWeights: readonly number[];
  readonly #gradientNorm: number | null;

  constructor(
    model: tf.LayersModel,
    config: Pick<ModelConfig, "learningRate" | "gradientNorm"> & LossFields,
  ) {
    this.#model = model;
    this.#lossWeights = lossWeightsOf(config);
    this.#gradientNorm = config.gradientNorm;
    this.#optimizer = fusedAdam({ learningRate: config.learningRate });
    this.#variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  }

  set learningRate(learningRate: number) {
    this.#optimizer.learningRate = learningRate;
  }

  /**
   * Takes one step on x [batch, window, features] and y [batch, outputs].
   *
   * @returns the loss before the step, with penalties
   */
  step(x: tf.Tensor, y: tf.Tensor): number {
    return tf.tidy(() => {
      const loss = () => {
        const outputs = this.#model.apply(x, { training: true }) as tf.Tensor;
        const error = this.#weightedSquaredError(outputs, y);
        return this.#model.calculateLosses().reduce((sum, penalty) => tf.add(sum, penalty), error);
      };
      const { value, grads } = this.#optimizer.computeGradients(loss, this.#variables);
      this.#optimizer.applyGradients(limitNorm(grads, this.#gradientNorm));
      return value.dataSync()[0]!;
    });
  }

  dispose(): void {
    this.#optimizer.dispose();
  }

  #weightedSquaredError(outputs: tf.Tensor, y: tf.Tensor): tf.Scalar {
    const squares = tf.squaredDifference(outputs, y);
    if (this.#lossWeights.length === 1) return tf.mean(squares);
    return tf.sum(tf.mul(tf.mean(squares, 0), this.#lossWeights));
  }
}

/** Scales all gradients down so that their common norm is at most `limit`. */
function limitNorm(grads: tf.NamedTensorMap, limit: number | null): tf.NamedTensorMap {
  if (limit === null) return grads;
  let squares = 0;
  for (const grad of Object.values(grads)) {
    for (const value of grad.dataSync()) squares += value * value;
  }
  const norm = Math.sqrt(squares);
  if (norm <= limit) return grads;
  return Object.fromEntries(Object.entries(grads).map(([name, grad]) => [name, tf.mul(grad, limit / norm)]));
}
