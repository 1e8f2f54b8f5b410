import type { ModelFiles } from "@lstm-predict/artifacts";
import { type LstmWeights, lstmForward } from "fused-lstm/kernel";
import { type DenseLayer, denseForward } from "./dense.ts";
import { ForecastError } from "./errors.ts";
import { type LayerConfig, readTopology } from "./topology.ts";
import { WeightReader } from "./weight-reader.ts";

interface LstmLayer {
  type: "lstm";
  inputs: number;
  units: number;
  weights: LstmWeights;
  returnSequences: boolean;
}

type Layer = LstmLayer | DenseLayer;

/**
 * A saved layers model as the few layers that compute something, run without TensorFlow.js:
 * x [batch, steps, features] -> [batch, 1].
 */
export class Network {
  readonly steps: number;
  readonly features: number;
  readonly #layers: Layer[];

  private constructor(steps: number, features: number, layers: Layer[]) {
    this.steps = steps;
    this.features = features;
    this.#layers = layers;
  }

  /** @throws ForecastError `unsupported_model` for a layer, option, shape or weight that cannot be run */
  static fromModel(model: ModelFiles): Network {
    const { steps, features, layers: configs } = readTopology(model.topology);
    const weights = new WeightReader(model);
    const layers: Layer[] = [];
    let inputs = features;
    let sequence = true;
    for (const config of configs) {
      const layer = readLayer(config, inputs, sequence, weights);
      layers.push(layer);
      inputs = layer.units;
      sequence = layer.type === "lstm" && layer.returnSequences;
    }
    weights.refuseUnused();
    if (sequence || inputs !== 1) {
      throw new ForecastError(
        "unsupported_model",
        "the model does not end in one number: expected Dense(1) last",
      );
    }
    return new Network(steps, features, layers);
  }

  /** x [batch, steps, features] -> outputs [batch]. */
  run(x: Float32Array): Float32Array {
    const batch = x.length / (this.steps * this.features);
    return this.#layers.reduce((values, layer) => {
      if (layer.type === "dense") return denseForward(layer, values);
      const { inputs, units, weights, returnSequences } = layer;
      return lstmForward({ batch, steps: this.steps, inputs, units }, values, weights, { returnSequences });
    }, x);
  }
}

function readLayer(config: LayerConfig, inputs: number, sequence: boolean, weights: WeightReader): Layer {
  const { type, name, units } = config;
  if (sequence !== (type === "lstm")) {
    throw new ForecastError(
      "unsupported_model",
      `layer ${name}: expected LSTM layers first, then Dense layers`,
    );
  }
  const gates = type === "lstm" ? 4 * units : units;
  const kernel = weights.read(`${name}/kernel`, [inputs, gates]);
  if (type === "dense") {
    const bias = config.useBias ? weights.read(`${name}/bias`, [units]) : new Float32Array(units);
    return { type, inputs, units, kernel, bias, activation: config.activation };
  }
  const recurrentKernel = weights.read(`${name}/recurrent_kernel`, [units, gates]);
  const bias = config.useBias ? weights.read(`${name}/bias`, [gates]) : new Float32Array(gates);
  return {
    type,
    inputs,
    units,
    weights: { kernel, recurrentKernel, bias },
    returnSequences: config.returnSequences,
  };
}
