import type { Activation, Layers, LstmLayer } from "@lstm-predict/forecaster";
import type { Graph, Value } from "./graph.ts";

/** Keras' gates are i, f, c, o; ONNX has i, o, f, c. */
const GATES = [0, 3, 1, 2];

const ACTIVATION_OPS: Record<Activation, string | undefined> = {
  linear: undefined,
  relu: "Relu",
  tanh: "Tanh",
  sigmoid: "Sigmoid",
};

/** The network's forecast; values are [batch]. */
export interface NetworkForecast {
  /** The next close; its name is `prediction`. */
  price: Value;
  logVariance?: Value;
  /** Its own forecasts of later horizons, by horizon: the close, and the log variance a day. */
  later?: Readonly<Record<number, { price: Value; logVariance: Value }>>;
  /** Whether the network forecasts a window [batch]; undefined: each. */
  isKnown?: Value | undefined;
}

/** x float32 [batch, steps, features] -> the scaled outputs float32 [batch, outputs]. */
export function network(graph: Graph, x: Value, { lstm, dense }: Layers): Value {
  let value = graph.node("Transpose", [x], { attributes: { perm: [1, 0, 2] } });
  lstm.forEach((layer, index) => {
    const options = { units: layer.units, sequence: index < lstm.length - 1 };
    value = graph.lstm(value, lstmWeights(graph, layer), options);
  });
  for (const { name, inputs, units, kernel, bias, activation } of dense) {
    const weights = [
      graph.weights(`${name}/kernel`, [inputs, units], kernel),
      graph.weights(`${name}/bias`, [units], bias),
    ];
    value = graph.node("Gemm", [value, ...weights]);
    const op = ACTIVATION_OPS[activation];
    if (op) value = graph.node(op, [value]);
  }
  return value;
}

function lstmWeights(graph: Graph, { name, inputs, units, kernel, recurrentKernel, bias }: LstmLayer) {
  // ONNX adds two biases: the first is Keras' bias, the second zero.
  const biases = new Float32Array(8 * units);
  biases.set(byGate(bias, 1, units));
  return {
    W: graph.weights(`${name}/W`, [1, 4 * units, inputs], byGate(kernel, inputs, units)),
    R: graph.weights(`${name}/R`, [1, 4 * units, units], byGate(recurrentKernel, units, units)),
    B: graph.weights(`${name}/B`, [1, 8 * units], biases),
  };
}

/** Keras' [rows, 4 units] -> ONNX' [4 units, rows], with the gates in ONNX' order. */
function byGate(kernel: Float32Array, rows: number, units: number): Float32Array {
  const out = new Float32Array(kernel.length);
  GATES.forEach((from, to) => {
    for (let unit = 0; unit < units; unit++) {
      for (let row = 0; row < rows; row++) {
        out[(to * units + unit) * rows + row] = kernel[row * 4 * units + from * units + unit]!;
      }
    }
  });
  return out;
}
