import * as tf from "@tensorflow/tfjs";
import { AdamMoments } from "./kernel/adam.ts";

export interface FusedAdamConfig {
  learningRate: number;
  /** Decay of the mean of the gradients. */
  beta1: number;
  /** Decay of the mean of their squares. */
  beta2: number;
  epsilon: number;
}

const DEFAULTS: FusedAdamConfig = { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

/**
 * Adam (Kingma and Ba 2015, in the form before their section 2.1) as one pass of the kernel over each variable: `tf.train.adam`
 * makes about ten passes, each with a tensor of its own. Epsilon joins the root before its bias is corrected, as in
 * Keras, so that a training follows Keras' step for step.
 */
class FusedAdam extends tf.Optimizer {
  static readonly className = "Adam";
  learningRate: number;
  readonly #config: FusedAdamConfig;
  readonly #moments = new AdamMoments();
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
    const rate = (this.learningRate * Math.sqrt(1 - beta2 ** this.#steps)) / (1 - beta1 ** this.#steps);
    const numbers = { rate, beta1, beta2, epsilon };
    tf.tidy(() => {
      for (const [name, gradient] of entries) {
        const variable = tf.engine().registeredVariables[name]!;
        const values = variable.dataSync<"float32">();
        const next = this.#moments.update(name, values, gradient.dataSync<"float32">(), numbers);
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

/** A drop-in for `tf.train.adam`, with Keras' epsilon of 1e-7; `learningRate` may be set between steps. */
export function fusedAdam(config: Partial<FusedAdamConfig> = {}): tf.Optimizer & { learningRate: number } {
  return new FusedAdam({ ...DEFAULTS, ...config });
}
