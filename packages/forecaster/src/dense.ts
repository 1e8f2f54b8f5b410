import { ACTIVATIONS } from "./activations.ts";
import type { DenseLayer } from "./layers.ts";

/** x [batch, inputs] -> activation(x kernel + bias) [batch, units]. */
export function denseForward(
  { inputs, units, kernel, bias, activation }: DenseLayer,
  x: Float32Array,
): Float32Array {
  const activate = ACTIVATIONS[activation];
  const batch = x.length / inputs;
  const out = new Float32Array(batch * units);
  for (let n = 0; n < batch; n++) {
    for (let u = 0; u < units; u++) {
      let sum = bias[u]!;
      for (let i = 0; i < inputs; i++) sum += x[n * inputs + i]! * kernel[i * units + u]!;
      out[n * units + u] = activate(sum);
    }
  }
  return out;
}
