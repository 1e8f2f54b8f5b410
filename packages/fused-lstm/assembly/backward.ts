import { gemmPacked, gemmTransposedA } from "./gemm";

/**
 * Gradients of `forward` (same shapes and names there) by back-propagation through time.
 *
 *   dHidden [N, T, P]: gradient of every hidden state from above
 *   recurrentT [G, P] packed: the recurrent kernel transposed
 *   dState [N, stateWidth], dCell [N, P]: scratch; stateWidth = P rounded up to 8
 *   gates: consumed, holds dz [N, T, G] afterwards
 *   dKernel [I, G], dRecurrent [units, G], dBias [G]: added to
 */
export function backward(
  batch: i32, steps: i32, inputs: i32, units: i32, padded: i32,
  x: usize, recurrentT: usize, gates: usize, cell: usize, cellTanh: usize, hidden: usize, dHidden: usize,
  dState: usize, stateWidth: i32, dCell: usize,
  dKernel: usize, dRecurrent: usize, dBias: usize,
): void {
  const width = 4 * padded;
  const rowBytes = <usize>width << 2;
  const stateBytes = <usize>stateWidth << 2;
  memory.fill(dCell, 0, <usize>(batch * padded) << 2);

  for (let t = steps - 1; t >= 0; t--) {
    const dz = gates + <usize>t * rowBytes;
    memory.fill(dState, 0, <usize>batch * stateBytes);
    if (t < steps - 1) {
      gemmPacked(dz + rowBytes, steps * width, recurrentT, dState, stateWidth, batch, width, units);
    }
    for (let n = 0; n < batch; n++) {
      const at = n * steps + t;
      stepBack(
        t > 0, padded, gates + <usize>at * rowBytes, cell, cellTanh, <usize>(at * padded) << 2, dHidden,
        dState + <usize>n * stateBytes, dCell + (<usize>(n * padded) << 2),
      );
    }
  }

  const rows = batch * steps;
  gemmTransposedA(x, inputs, gates, width, dKernel, width, rows, inputs, width);
  for (let n = 0; n < batch; n++) {
    gemmTransposedA(
      hidden + (<usize>(n * steps * padded) << 2), padded,
      gates + <usize>(n * steps + 1) * rowBytes, width, dRecurrent, width, steps - 1, units, width,
    );
  }
  for (let row = 0; row < rows; row++) addTo(dBias, gates + <usize>row * rowBytes, rowBytes);
}

/** dX [rows, ldx] += dz [rows, G] Wᵀ, with kernelT [G, inputs] packed. */
export function backwardInputs(
  rows: i32, inputs: i32, padded: i32, dz: usize, kernelT: usize, dx: usize, ldx: i32,
): void {
  gemmPacked(dz, 4 * padded, kernelT, dx, ldx, rows, 4 * padded, inputs);
}

/** One row: gates -> dz in place; dCell carries the cell's gradient one step back. */
// @ts-ignore: decorator
@inline
function stepBack(
  hasPrevious: bool, padded: i32, gates: usize, cell: usize, cellTanh: usize, offset: usize, dHidden: usize,
  dState: usize, dCell: usize,
): void {
  const P = <usize>padded << 2;
  const one = f32x4.splat(1);
  for (let u: usize = 0; u < P; u += 16) {
    const i = v128.load(gates + u), f = v128.load(gates + P + u);
    const g = v128.load(gates + 2 * P + u), o = v128.load(gates + 3 * P + u);
    const tc = v128.load(cellTanh + offset + u);
    const dh = f32x4.add(v128.load(dHidden + offset + u), v128.load(dState + u));
    const dc = f32x4.add(
      v128.load(dCell + u),
      f32x4.mul(f32x4.mul(dh, o), f32x4.sub(one, f32x4.mul(tc, tc))),
    );
    const previous = hasPrevious ? v128.load(cell + offset - P + u) : f32x4.splat(0);
    v128.store(gates + u, slope(f32x4.mul(dc, g), i));
    v128.store(gates + P + u, slope(f32x4.mul(dc, previous), f));
    v128.store(gates + 2 * P + u, f32x4.mul(f32x4.mul(dc, i), f32x4.sub(one, f32x4.mul(g, g))));
    v128.store(gates + 3 * P + u, slope(f32x4.mul(dh, tc), o));
    v128.store(dCell + u, f32x4.mul(dc, f));
  }
}

/** d sigmoid: dy y (1 - y). */
// @ts-ignore: decorator
@inline
function slope(dy: v128, y: v128): v128 {
  return f32x4.mul(dy, f32x4.mul(y, f32x4.sub(f32x4.splat(1), y)));
}

// @ts-ignore: decorator
@inline
function addTo(target: usize, source: usize, bytes: usize): void {
  for (let k: usize = 0; k < bytes; k += 16) {
    v128.store(target + k, f32x4.add(v128.load(target + k), v128.load(source + k)));
  }
}
