import * as tf from "@tensorflow/tfjs";
import { FusedLstmError } from "./errors.ts";
import { type StepOptions, TrainingNetwork } from "./kernel/network/training-network.ts";
import { type FusedNetwork, readNetwork } from "./network.ts";

export interface FusedTrainingOptions extends Pick<StepOptions, "gradientNorm"> {
  /** Adam's. */
  learningRate: number;
  /** Weight of each output in the loss, the mean squared error [outputs]. */
  lossWeights: readonly number[];
}

/**
 * Training steps of a model in one call of the kernel: the model forward and backward, the loss, the limit on the gradient's
 * norm, and Adam with Keras' constants. The model's variables have the new weights after every step. If they are changed in
 * between, the next step starts from the change.
 *
 * @example
 * const training = FusedTraining.of(model, { learningRate: 1e-3, gradientNorm: null, lossWeights: [1] });
 * const loss = training?.step(x, y);
 */
export class FusedTraining {
  learningRate: number;
  readonly #gradientNorm: number | null;
  readonly #lstm: FusedNetwork["lstm"];
  #network: TrainingNetwork;
  readonly #model: tf.LayersModel;
  readonly #variables: tf.Variable[];
  /** The data of the variables as the last step left them. */
  #written: object[] = [];

  private constructor(model: tf.LayersModel, { lstm, sizes }: FusedNetwork, options: FusedTrainingOptions) {
    this.learningRate = options.learningRate;
    this.#gradientNorm = options.gradientNorm;
    this.#lstm = lstm;
    this.#model = model;
    this.#network = new TrainingNetwork({ ...sizes, lossWeights: options.lossWeights });
    this.#variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  }

  /** @returns undefined for a model that the kernel does not train as a whole (src/network.ts says which) */
  static of(model: tf.LayersModel, options: FusedTrainingOptions): FusedTraining | undefined {
    const network = readNetwork(model);
    if (network?.sizes.outputs !== options.lossWeights.length) return undefined;
    return new FusedTraining(model, network, options);
  }

  /**
   * Takes one step.
   *
   * @param x [batch, steps, features]
   * @param y [batch, outputs]
   * @returns the loss before the step, with the penalty
   * @throws FusedLstmError `bad_shape`, `bad_threads`, `out_of_memory`, `released`, `unsupported` if a weight has been frozen; `thread_failed`: the variables stay, and the
   * next step starts new threads
   */
  step(x: Float32Array, y: Float32Array): number {
    if (this.#model.trainableWeights.length !== this.#variables.length) {
      const fixed = "FusedTraining trains the weights that its model trained when it was made";
      throw new FusedLstmError("unsupported", `a weight was frozen: ${fixed}`);
    }
    this.#readChanges();
    const loss = this.#network.step(x, y, {
      learningRate: this.learningRate,
      gradientNorm: this.#gradientNorm,
      dropouts: () => this.#lstm.map((layer) => layer.drawMask()),
    });
    tf.tidy(() => {
      this.#network.weights().forEach((values, k) => {
        const variable = this.#variables[k]!;
        variable.assign(tf.tensor(values, variable.shape));
      });
    });
    this.#written = this.#variables.map(({ dataId }) => dataId);
    return loss;
  }

  dispose(): void {
    this.#network.release();
  }

  #readChanges(): void {
    if (this.#network.failed) {
      this.#network = new TrainingNetwork(this.#network.sizes, this.#network);
    } else if (this.#variables.every(({ dataId }, k) => dataId === this.#written[k])) return;
    this.#network.setWeights(this.#variables.map((variable) => variable.dataSync<"float32">()));
  }
}
