import type { ModelFiles } from "@lstm-predict/artifacts";
import type { Activation } from "./activations.ts";
import { ForecastError } from "./errors.ts";
import { type LayerConfig, readTopology } from "./topology.ts";
import { WeightReader } from "./weight-reader.ts";

/** What all layers have. */
interface Sized {
  name: string;
  inputs: number;
  units: number;
  /** LSTM: `[inputs, 4 units]`, gates in Keras' order i, f, c, o. Dense: `[inputs, units]`. */
  kernel: Float32Array;
  /** LSTM: `[4 units]`. Dense: `[units]`. Zeros if the layer has no bias. */
  bias: Float32Array;
}

/** An LSTM layer with tanh and sigmoid gates. */
export interface LstmLayer extends Sized {
  type: "lstm";
  /** `[units, 4 units]`, gates as in `kernel`. */
  recurrentKernel: Float32Array;
}

export interface DenseLayer extends Sized {
  type: "dense";
  activation: Activation;
}

/** The layers that a forecast runs: x `[batch, steps, features]` -> lstm -> dense -> `[batch, outputs]`. */
export interface Layers {
  steps: number;
  features: number;
  outputs: number;
  /** All but the last return every step; the last returns its final step. */
  lstm: LstmLayer[];
  dense: DenseLayer[];
}

/**
 * Reads the layers of a saved model.
 *
 * @throws ForecastError `unsupported_model` for a layer, option, shape or weight that cannot run
 */
export function readLayers(model: ModelFiles): Layers {
  const { steps, features, layers: configs } = readTopology(model.topology);
  const weights = new WeightReader(model);
  const lstm: LstmLayer[] = [];
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
  return { steps, features, outputs: inputs, lstm, dense };
}

function readLstm({ name, units, useBias }: LayerConfig, inputs: number, weights: WeightReader): LstmLayer {
  const kernel = weights.read(`${name}/kernel`, [inputs, 4 * units]);
  const recurrentKernel = weights.read(`${name}/recurrent_kernel`, [units, 4 * units]);
  const bias = useBias ? weights.read(`${name}/bias`, [4 * units]) : new Float32Array(4 * units);
  return { type: "lstm", name, inputs, units, kernel, recurrentKernel, bias };
}

function readDense(
  { name, units, useBias, activation }: LayerConfig & { type: "dense" },
  inputs: number,
  weights: WeightReader,
): DenseLayer {
  const kernel = weights.read(`${name}/kernel`, [inputs, units]);
  const bias = useBias ? weights.read(`${name}/bias`, [units]) : new Float32Array(units);
  return { type: "dense", name, inputs, units, kernel, bias, activation };
}
