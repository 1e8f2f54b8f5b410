import type { ModelFiles } from "@lstm-predict/artifacts";
import { lstmStack, PackedLstm } from "fused-lstm/kernel";
import { denseForward } from "./dense.ts";
import { type DenseLayer, type Layers, readLayers } from "./layers.ts";

/** A saved layers model, run without TensorFlow.js: x [batch, steps, features] -> [batch, outputs]. */
export class Network {
  readonly steps: number;
  readonly features: number;
  readonly outputs: number;
  readonly #lstm: PackedLstm[];
  readonly #dense: DenseLayer[];

  private constructor({ steps, features, outputs, lstm, dense }: Layers) {
    this.steps = steps;
    this.features = features;
    this.outputs = outputs;
    this.#lstm = lstm.map(
      ({ inputs, units, kernel, recurrentKernel, bias }) =>
        new PackedLstm(inputs, units, { kernel, recurrentKernel, bias }),
    );
    this.#dense = dense;
  }

  /** @throws ForecastError `unsupported_model` for a layer, option, shape or weight that cannot be run */
  static fromModel(model: ModelFiles): Network {
    return new Network(readLayers(model));
  }

  /** Gives the weights' memory back; nothing may run afterwards. */
  release(): void {
    for (const layer of this.#lstm) layer.release();
  }

  /** x [batch, steps, features] -> outputs [batch, outputs]. */
  run(x: Float32Array): Float32Array {
    const batch = x.length / (this.steps * this.features);
    const hidden = lstmStack({ batch, steps: this.steps }, x, this.#lstm, { returnSequences: false });
    return this.#dense.reduce((values, layer) => denseForward(layer, values), hidden);
  }
}
