import * as tf from "@tensorflow/tfjs";
import { FusedLstmError } from "./errors.ts";
import { ADAM, AdamMoments, correctedRate } from "./kernel/adam.ts";
import { checkLength } from "./kernel/shape.ts";

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

type NamedTensor = Awaited<ReturnType<tf.Optimizer["getWeights"]>>[number];
/** The moments of one variable. */
interface Moments {
  name: string;
  shape: number[];
  mean: Float32Array;
  square: Float32Array;
}

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
  /** Moments for the variables of the next step, in its order: the variables of a loaded model may have other names. */
  #loaded: Moments[] = [];
  /** What the last `getWeights` returned. */
  #saved: NamedTensor[] = [];

  constructor(config: FusedAdamConfig) {
    super();
    this.#config = config;
    this.learningRate = config.learningRate;
  }

  override applyGradients(gradients: tf.NamedTensorMap | { name: string; tensor: tf.Tensor }[]): void {
    const entries: [string, tf.Tensor | null][] = Array.isArray(gradients)
      ? gradients.map(({ name, tensor }) => [name, tensor])
      : Object.entries(gradients);
    this.#takeLoaded(entries.map(([name]) => name));
    const { beta1, beta2, epsilon } = this.#config;
    const rate = correctedRate(this.learningRate, this.iterations + 1, this.#config);
    const coefficients = { rate, beta1, beta2, epsilon };
    tf.tidy(() => {
      for (const [name, gradient] of entries) {
        if (!gradient) continue;
        const variable = tf.engine().registeredVariables[name];
        if (!variable)
          throw new FusedLstmError("released", `there is no variable "${name}": it was disposed`);
        const values = variable.dataSync<"float32">();
        const next = this.#moments.update(name, values, gradient.dataSync<"float32">(), coefficients);
        variable.assign(tf.tensor(next, variable.shape));
      }
    });
    this.incrementIterations();
  }

  /**
   * The state in the format of `tf.train.adam`: the steps taken, then all first moments, then all second moments. The tensors
   * are valid until the next call.
   */
  override async getWeights(): Promise<NamedTensor[]> {
    tf.dispose(this.#saved.map(({ tensor }) => tensor));
    const entries =
      this.#loaded.length > 0 ? this.#loaded : this.#moments.names.map((name) => this.#read(name));
    const means = entries.map(({ name, shape, mean }) => ({
      name: `${name}/m`,
      tensor: tf.tensor(mean, shape),
    }));
    const squares = entries.map(({ name, shape, square }) => ({
      name: `${name}/v`,
      tensor: tf.tensor(square, shape),
    }));
    this.#saved = [await this.saveIterations(), ...means, ...squares];
    return this.#saved;
  }

  /** Continues from the `getWeights` of this optimiser or of `tf.train.adam`. */
  override async setWeights(weights: NamedTensor[]): Promise<void> {
    const moments = await this.extractIterations(weights);
    const values = await Promise.all(moments.map(({ tensor }) => tensor.data<"float32">()));
    const count = moments.length / 2;
    this.#moments.release();
    this.#loaded = moments.slice(0, count).map(({ name, tensor: { shape } }, k) => {
      return { name: name.replace(/\/m$/, ""), shape, mean: values[k]!, square: values[count + k]! };
    });
  }

  override dispose(): void {
    this.#moments.release();
    tf.dispose(this.#saved.map(({ tensor }) => tensor));
    if (this.iterations_ != null) tf.dispose(this.iterations_);
  }

  override getConfig() {
    return { ...this.#config, learningRate: this.learningRate };
  }

  #read(name: string): Moments {
    const { shape, size } = tf.engine().registeredVariables[name]!;
    return { name, shape, ...this.#moments.read(name, size) };
  }

  #takeLoaded(names: string[]): void {
    for (const [k, moments] of this.#loaded.entries()) {
      const name = names[k];
      if (name === undefined) break;
      checkLength(`moments of ${name}`, moments.mean, tf.engine().registeredVariables[name]!.size);
      this.#moments.write(name, moments);
    }
    this.#loaded = [];
  }
}

/**
 * A drop-in replacement for `tf.train.adam` with Keras' epsilon of 1e-7. `learningRate` can be set between steps.
 *
 * @param config the learning rate, or all constants by name
 *
 * @example
 * model.compile({ optimizer: fusedAdam({ learningRate: 3e-4 }), loss: "meanSquaredError" });
 */
export function fusedAdam(
  config: number | Partial<FusedAdamConfig> = {},
): tf.Optimizer & { learningRate: number } {
  const given = typeof config === "number" ? { learningRate: config } : config;
  const values = Object.entries(given).filter(([, value]) => value !== undefined);
  return new FusedAdam({ ...DEFAULTS, ...Object.fromEntries(values) });
}
