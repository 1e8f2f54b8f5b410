import * as tf from "@tensorflow/tfjs";
import { ADAM, AdamMoments, correctedRate } from "./kernel/adam.ts";

export interface FusedAdamConfig {
  /** Default: 0.001. */
  learningRate: number;
  /** Decay of the moving average of the gradients. Default: 0.9. */
  beta1: number;
  /** Decay of the moving average of their squares. Default: 0.999. */
  beta2: number;
  /** Default: 1e-7. */
  epsilon: number;
}

const DEFAULTS: FusedAdamConfig = { learningRate: 0.001, ...ADAM };

/**
 * Adam (Kingma and Ba 2015, the efficient form at the end of their section 2). The kernel reads and writes each variable
 * once per step, where `tf.train.adam` runs about ten operations with a tensor each. As in Keras, epsilon is added to the
 * square root of the uncorrected second moment, so a training agrees with Keras' step by step.
 */
class FusedAdam extends tf.Optimizer {
  static readonly className = "Adam";
  learningRate: number;
  readonly #config: FusedAdamConfig;
  readonly #moments = new AdamMoments();
  /** Optimiser steps taken. */
  #steps = 0;

  constructor(config: FusedAdamConfig) {
    super();
    this.#config = config;
    this.learningRate = config.learningRate;
  }

  override applyGradients(gradients: tf.NamedTensorMap | { name: string; tensor: tf.Tensor }[]): void {
    const entries: [string, tf.Tensor][] = Array.isArray(gradients)
      ? gradients.map(({ name, tensor }) => [name, tensor])
      : Object.entries(gradients);
    this.#steps++;
    const { beta1, beta2, epsilon } = this.#config;
    const rate = correctedRate(this.learningRate, this.#steps, this.#config);
    const coefficients = { rate, beta1, beta2, epsilon };
    tf.tidy(() => {
      for (const [name, gradient] of entries) {
        const variable = tf.engine().registeredVariables[name]!;
        const values = variable.dataSync<"float32">();
        const next = this.#moments.update(name, values, gradient.dataSync<"float32">(), coefficients);
        variable.assign(tf.tensor(next, variable.shape));
      }
    });
    this.incrementIterations();
  }

  override dispose(): void {
    this.#moments.release();
    if (this.iterations_ != null) tf.dispose(this.iterations_);
  }

  override getConfig() {
    return { ...this.#config, learningRate: this.learningRate };
  }
}

/**
 * A drop-in replacement for `tf.train.adam` with Keras' epsilon of 1e-7. `learningRate` can be set between steps.
 *
 * @example
 * model.compile({ optimizer: fusedAdam({ learningRate: 3e-4 }), loss: "meanSquaredError" });
 */
export function fusedAdam(config: Partial<FusedAdamConfig> = {}): tf.Optimizer & { learningRate: number } {
  return new FusedAdam({ ...DEFAULTS, ...config });
}
