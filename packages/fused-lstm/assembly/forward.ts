import { sigmoid4, tanh4 } from "./activations";
import { gemmPacked } from "./gemm";
import { madd } from "./simd";

/**
 * LSTM over whole sequences. N = batch, T = steps, I = inputs, P = padded units, G = 4 P.
 *
 *   x [N, T, I]   kernel [I, G] packed   recurrent [P, G] packed (rows = units)   bias [G]
 *   gates [N, T, G], cell, cellTanh, hidden [N, T, P]: written, and read again by `backward`.
 *
 *   z_t = x_t W + h_{t-1} R + b;  i, f, o = sigmoid(z);  g = tanh(z)
 *   c_t = f c_{t-1} + i g;        h_t = o tanh(c_t)
 *
 * The input projection of all steps is one product; only h R waits for the step before.
 */
export function forward(
  batch: i32, steps: i32, inputs: i32, units: i32, padded: i32,
  x: usize, kernel: usize, recurrent: usize, bias: usize,
  gates: usize, cell: usize, cellTanh: usize, hidden: usize,
): void {
  const width = 4 * padded;
  const rowBytes = <usize>width << 2;
  for (let row = 0, rows = batch * steps; row < rows; row++) {
    memory.copy(gates + <usize>row * rowBytes, bias, rowBytes);
  }
  gemmPacked(x, inputs, kernel, gates, width, batch * steps, inputs, width);

  for (let t = 0; t < steps; t++) {
    if (t > 0) {
      gemmPacked(
        hidden + (<usize>((t - 1) * padded) << 2), steps * padded, recurrent,
        gates + <usize>t * rowBytes, steps * width, batch, units, width,
      );
    }
    for (let n = 0; n < batch; n++) {
      const at = n * steps + t;
      step(t > 0, padded, gates + <usize>at * rowBytes, cell, cellTanh, hidden, <usize>(at * padded) << 2);
    }
  }
}

/** Activations and state of one row; `offset` is the row's byte offset in cell, cellTanh and hidden. */
// @ts-ignore: decorator
@inline
function step(
  hasPrevious: bool, padded: i32, z: usize, cell: usize, cellTanh: usize, hidden: usize, offset: usize,
): void {
  const P = <usize>padded << 2;
  for (let u: usize = 0; u < P; u += 16) {
    const i = sigmoid4(v128.load(z + u));
    const f = sigmoid4(v128.load(z + P + u));
    const g = tanh4(v128.load(z + 2 * P + u));
    const o = sigmoid4(v128.load(z + 3 * P + u));
    let c = f32x4.mul(i, g);
    if (hasPrevious) c = madd(c, f, v128.load(cell + offset - P + u));
    const tc = tanh4(c);
    v128.store(z + u, i);
    v128.store(z + P + u, f);
    v128.store(z + 2 * P + u, g);
    v128.store(z + 3 * P + u, o);
    v128.store(cell + offset + u, c);
    v128.store(cellTanh + offset + u, tc);
    v128.store(hidden + offset + u, f32x4.mul(o, tc));
  }
}
