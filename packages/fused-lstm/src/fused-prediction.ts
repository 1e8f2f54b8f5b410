import * as tf from "@tensorflow/tfjs";
import { lstmStack } from "./kernel/inference.ts";
import { PackedLstm } from "./kernel/packed.ts";
import { type FusedNetwork, readNetwork } from "./network.ts";

/**
 * Forecasts of a model whose LSTM layers run in one call of the kernel: their sequences stay in its memory. The results are
 * those of `model.predict` to the last bit. It has the weights that the model had when it was made. `dispose` frees them.
 *
 * @example
 * const prediction = FusedPrediction.of(model);
 * const outputs = prediction?.run(x); // x [batch, steps, features] -> [batch, outputs]
 */
export class FusedPrediction {
  readonly #network: FusedNetwork;
  readonly #layers: PackedLstm[];

  private constructor(network: FusedNetwork) {
    this.#network = network;
    this.#layers = network.lstm.map((layer) => {
      const weights = layer.getWeights().map((weight) => weight.dataSync<"float32">());
      const [kernel, recurrentKernel, bias] = weights as [Float32Array, Float32Array, Float32Array];
      const units = bias.length / 4;
      return new PackedLstm(kernel.length / bias.length, units, { kernel, recurrentKernel, bias });
    });
  }

  /** @returns undefined for a model that the kernel does not compute as a whole (src/network.ts says which) */
  static of(model: tf.LayersModel): FusedPrediction | undefined {
    const network = readNetwork(model);
    return network && new FusedPrediction(network);
  }

  /**
   * @param x [batch, steps, features]
   * @returns [batch, outputs]
   * @throws FusedLstmError `bad_shape`, `bad_threads`, `released`, `thread_failed`
   */
  run(x: Float32Array): Float32Array {
    const { head, sizes } = this.#network;
    const batch = x.length / (sizes.steps * sizes.inputs);
    const hidden = lstmStack({ batch, steps: sizes.steps }, x, this.#layers, { returnSequences: false });
    return tf.tidy(() => {
      const outputs = head.reduce<tf.Tensor>(
        (values, layer) => layer.apply(values) as tf.Tensor,
        tf.tensor2d(hidden, [batch, sizes.lstm.at(-1)!]),
      );
      return outputs.dataSync<"float32">();
    });
  }

  dispose(): void {
    for (const layer of this.#layers) layer.release();
  }
}
