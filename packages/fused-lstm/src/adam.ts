import * as tf from "@tensorflow/tfjs";

export interface FusedAdamConfig {
  learningRate: number;
  /** Decay of the mean of the gradients. */
  beta1: number;
  /** Decay of the mean of their squares. */
  beta2: number;
  epsilon: number;
}

const DEFAULTS: FusedAdamConfig = { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

interface Moments {
  mean: Float32Array;
  square: Float32Array;
}

/**
 * Adam (Kingma and Ba 2015, in the form before their section 2.1) as one pass over each variable: `tf.train.adam`
 * makes about ten passes, each with a tensor of its own. Epsilon joins the root before its bias is corrected, as in
 * Keras, so that a training follows Keras' step for step.
 */
class FusedAdam extends tf.Optimizer {
  static readonly className = "Adam";
  learningRate: number;
  readonly #config: FusedAdamConfig;
  readonly #moments = new Map<string, Moments>();
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
    const { beta1, beta2 } = this.#config;
    const rate = (this.learningRate * Math.sqrt(1 - beta2 ** this.#steps)) / (1 - beta1 ** this.#steps);
    tf.tidy(() => {
      for (const [name, gradient] of entries) this.#update(name, gradient.dataSync<"float32">(), rate);
    });
    this.incrementIterations();
  }

  #update(name: string, gradient: Float32Array, rate: number): void {
    const variable = tf.engine().registeredVariables[name]!;
    const { mean, square } = this.#momentsOf(name, gradient.length);
    const { beta1, beta2, epsilon } = this.#config;
    const values = variable.dataSync<"float32">().slice();
    for (let k = 0; k < values.length; k++) {
      const g = gradient[k]!;
      const m = mean[k]! + (1 - beta1) * (g - mean[k]!);
      const v = square[k]! + (1 - beta2) * (g * g - square[k]!);
      mean[k] = m;
      square[k] = v;
      values[k]! -= (rate * m) / (Math.sqrt(v) + epsilon);
    }
    variable.assign(tf.tensor(values, variable.shape));
  }

  #momentsOf(name: string, length: number): Moments {
    let moments = this.#moments.get(name);
    if (!moments) {
      moments = { mean: new Float32Array(length), square: new Float32Array(length) };
      this.#moments.set(name, moments);
    }
    return moments;
  }

  override dispose(): void {
    this.#moments.clear();
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
