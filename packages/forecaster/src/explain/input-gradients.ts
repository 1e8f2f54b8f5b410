import { backThroughTime, lstmForwardTraining, type Reserve } from "fused-lstm/kernel";
import type { Activation } from "../activations.ts";
import { denseForward } from "../dense.ts";
import type { DenseLayer, Layers } from "../layers.ts";

/** The derivative of each activation, by its value. */
const SLOPES: Record<Activation, (y: number) => number> = {
  linear: () => 1,
  relu: (y) => (y > 0 ? 1 : 0),
  tanh: (y) => 1 - y * y,
  sigmoid: (y) => y * (1 - y),
};

/**
 * Runs a network forward and backward, without TensorFlow.js.
 *
 * @param x `[batch, steps, features]`
 * @param dOutputs weights of the outputs in the sum whose gradient is taken `[batch, outputs]`
 * @returns `outputs [batch, outputs]` and the gradient `dx [batch, steps, features]`
 * @throws FusedLstmError `thread_failed`
 */
export function inputGradients(
  { steps, features, lstm, dense }: Layers,
  x: Float32Array,
  dOutputs: Float32Array,
): { outputs: Float32Array; dx: Float32Array } {
  const batch = x.length / (steps * features);
  const reserves: Reserve[] = [];
  try {
    let values = x;
    for (const [k, { inputs, units, ...weights }] of lstm.entries()) {
      const options = { returnSequences: k < lstm.length - 1 };
      const { output, reserve } = lstmForwardTraining(
        { batch, steps, inputs, units },
        values,
        weights,
        options,
      );
      reserves.push(reserve);
      values = output;
    }
    const activations = dense.map((layer) => {
      values = denseForward(layer, values);
      return values;
    });
    let gradient = dOutputs;
    for (const [k, layer] of [...dense.entries()].reverse())
      gradient = denseBackward(layer, activations[k]!, gradient);
    for (const reserve of reserves.toReversed()) gradient = backThroughTime(reserve, gradient).dx;
    return { outputs: values, dx: gradient };
  } finally {
    for (const reserve of reserves) reserve.release();
  }
}

/** y `[batch, units]`, the layer's outputs, and dY -> dX `[batch, inputs]`. */
function denseBackward(
  { inputs, units, kernel, activation }: DenseLayer,
  y: Float32Array,
  dY: Float32Array,
): Float32Array {
  const slope = SLOPES[activation];
  const batch = y.length / units;
  const dX = new Float32Array(batch * inputs);
  for (let n = 0; n < batch; n++) {
    for (let u = 0; u < units; u++) {
      const at = n * units + u;
      const dSum = dY[at]! * slope(y[at]!);
      for (let i = 0; i < inputs; i++) dX[n * inputs + i]! += dSum * kernel[i * units + u]!;
    }
  }
  return dX;
}
