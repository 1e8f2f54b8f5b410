import type { ModelFiles } from "@lstm-predict/artifacts";
import { lstmStack, PackedLstm } from "fused-lstm/kernel";
import { type DenseLayer, denseForward } from "./dense.ts";
import { ForecastError } from "./errors.ts";
import { type LayerConfig, readTopology } from "./topology.ts";
import { WeightReader } from "./weight-reader.ts";

/**
 * A saved layers model as the few layers that compute something, run without TensorFlow.js:
 * x [batch, steps, features] -> [batch, outputs].
 */
export class Network {
  readonly steps: number;
  readonly features: number;
  readonly outputs: number;
  readonly #lstm: PackedLstm[];
  readonly #dense: DenseLayer[];

  private constructor(steps: number, features: number, lstm: PackedLstm[], dense: DenseLayer[]) {
    this.steps = steps;
    this.features = features;
    this.#lstm = lstm;
    this.#dense = dense;
    this.outputs = dense.at(-1)!.units;
  }

  /** @throws ForecastError `unsupported_model` for a layer, option, shape or weight that cannot be run */
  static fromModel(model: ModelFiles): Network {
    const { steps, features, layers: configs } = readTopology(model.topology);
    const weights = new WeightReader(model);
    const lstm: PackedLstm[] = [];
    const dense: DenseLayer[] = [];
    let inputs = features;
    let sequence = true;
    for (const config of configs) {
      if (sequence !== (config.type === "lstm")) {
        const message = `layer ${config.name}: expected LSTM layers first, then Dense layers`;
        throw new ForecastError("unsupported_model", message);
      }
      if (config.type === "lstm") lstm.push(readLstm(config, inputs, weights));
      else dense.push(readDense(config, inputs, weights));
      inputs = config.units;
      sequence = config.type === "lstm" && config.returnSequences;
    }
    weights.refuseUnused();
    if (dense.length === 0) {
      throw new ForecastError("unsupported_model", "the model has no Dense layer: expected one at the end");
    }
    return new Network(steps, features, lstm, dense);
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

function readLstm({ name, units, useBias }: LayerConfig, inputs: number, weights: WeightReader): PackedLstm {
  return new PackedLstm(inputs, units, {
    kernel: weights.read(`${name}/kernel`, [inputs, 4 * units]),
    recurrentKernel: weights.read(`${name}/recurrent_kernel`, [units, 4 * units]),
    bias: useBias ? weights.read(`${name}/bias`, [4 * units]) : new Float32Array(4 * units),
  });
}

function readDense(
  { name, units, useBias, activation }: LayerConfig & { type: "dense" },
  inputs: number,
  weights: WeightReader,
): DenseLayer {
  const kernel = weights.read(`${name}/kernel`, [inputs, units]);
  const bias = useBias ? weights.read(`${name}/bias`, [units]) : new Float32Array(units);
  return { inputs, units, kernel, bias, activation };
}
