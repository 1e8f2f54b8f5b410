import type { ModelFiles } from "@lstm-predict/artifacts";
import { lstmStack, lstmStackAsync, PackedLstm } from "fused-lstm/kernel";
import { denseForward } from "./dense.ts";
import { type DenseLayer, type Layers, readLayers } from "./layers.ts";

/** Runs a saved layers model without TensorFlow.js: x `[batch, steps, features]` -> `[batch, outputs]`. */
export class Network {
  readonly steps: number;
  readonly features: number;
  readonly outputs: number;
  /** The layers with their weights, for gradients. */
  readonly layers: Layers;
  readonly #lstm: PackedLstm[];
  readonly #dense: DenseLayer[];

  private constructor(layers: Layers) {
    const { steps, features, outputs, lstm, dense } = layers;
    this.steps = steps;
    this.features = features;
    this.outputs = outputs;
    this.layers = layers;
    this.#lstm = lstm.map(
      ({ inputs, units, kernel, recurrentKernel, bias }) =>
        new PackedLstm(inputs, units, { kernel, recurrentKernel, bias }),
    );
    this.#dense = dense;
  }

  /** @throws ForecastError `unsupported_model` for a layer, option, shape or weight that cannot run */
  static fromModel(model: ModelFiles): Network {
    return new Network(readLayers(model));
  }

  /** Frees the memory of the weights. The network cannot run afterwards. */
  release(): void {
    for (const layer of this.#lstm) layer.release();
  }

  /** x `[batch, steps, features]` -> outputs `[batch, outputs]`. */
  run(x: Float32Array): Float32Array {
    return this.#head(lstmStack(this.#sizes(x), x, this.#lstm, { returnSequences: false }));
  }

  /** Computes what `run` computes, bit for bit, in another thread. */
  async runAsync(x: Float32Array): Promise<Float32Array> {
    return this.#head(await lstmStackAsync(this.#sizes(x), x, this.#lstm, { returnSequences: false }));
  }

  #sizes(x: Float32Array) {
    return { batch: x.length / (this.steps * this.features), steps: this.steps };
  }

  /** hidden `[batch, units of the last LSTM]` -> `[batch, outputs]`. */
  #head(hidden: Float32Array): Float32Array {
    return this.#dense.reduce((values, layer) => denseForward(layer, values), hidden);
  }
}
