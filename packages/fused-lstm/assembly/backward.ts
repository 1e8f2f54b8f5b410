import { mask4 } from "./dropout";
import { gemm } from "./gemm";
import { gemmTransposed } from "./gemm-transposed";
import { LayerPass } from "./layer-pass";
import { PANEL } from "./pack";
import { copyFloats } from "./simd";

/**
 * Back-propagation through time for the sequences [first, last) of the batch. Replaces the activated gates by dz, the
 * gradient of their arguments, and writes dx.
 */
export function backward(pass: LayerPass, first: i32, last: i32): void {
  const steps = pass.steps, inputs = pass.inputs, units = pass.units;
  const padded = pass.padded, width = 4 * padded, ld = pass.ldGradient;
  const dRows = pass.dRows + (<usize>(first * ld) << 2);
  memory.fill(dRows, 0, <usize>((last - first) * ld) << 2);
  memory.fill(pass.dCell + (<usize>(first * padded) << 2), 0, <usize>((last - first) * padded) << 2);

  for (let t = steps - 1; t >= 0; t--) {
    for (let n = first; n < last; n++) {
      const state = <usize>((n * steps + t) * padded) << 2;
      const index = pass.returnSequences ? (n * steps + t) * units : n * units;
      const dHidden = pass.dRows + (<usize>(n * ld) << 2);
      if (pass.returnSequences || t == steps - 1) addOutputGradient(pass, index, units, dHidden);
      stepBack(
        padded, t > 0, pass.gates + (state << 2), pass.cell + state - (<usize>padded << 2), pass.cellTanh + state,
        dHidden, pass.dCell + (<usize>(n * padded) << 2),
      );
    }
    gemm(
      pass.gates + (<usize>((first * steps + t) * width) << 2), steps * width, pass.weightsT, width * 8, pass.zeros,
      dRows, ld, last - first, width, pass.dx ? ld : (padded + 7) & ~7,
    );
    for (let n = first; pass.dx && n < last; n++) {
      copyFloats(
        pass.dx + (<usize>((n * steps + t) * inputs) << 2), pass.dRows + (<usize>(n * ld + padded) << 2), inputs,
      );
    }
  }
}

/** dHidden [units] += dOutput[index, index + units), times the dropout mask. */
// @ts-ignore: decorator
@inline
function addOutputGradient(pass: LayerPass, index: i32, units: i32, dHidden: usize): void {
  let source = pass.dOutput + (<usize>index << 2);
  for (let left = units; left > 0; left -= 4) {
    let dy = v128.load(source);
    // The last vector may reach into the next row: its values must not reach the padded units.
    if (left < 4) dy = v128.and(dy, i32x4.gt_s(i32x4.splat(left), i32x4(0, 1, 2, 3)));
    if (pass.keepBelow) dy = f32x4.mul(dy, mask4(pass, index + units - left));
    v128.store(dHidden, f32x4.add(v128.load(dHidden), dy));
    source += 16;
    dHidden += 16;
  }
}

/**
 * One time step of one sequence. Replaces `gates` by dz, and `dCell` by the gradient of the cell state one step before.
 *
 * @param previous cell state one step before; not read when `hasPrevious` is false (it is zero)
 */
// @ts-ignore: decorator
@inline
function stepBack(
  padded: i32, hasPrevious: bool, gates: usize, previous: usize, cellTanh: usize, dHidden: usize, dCell: usize,
): void {
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  for (let left = padded; left > 0; left -= 4) {
    const i = v128.load(gates), f = v128.load(gates, 16);
    const g = v128.load(gates, 32), o = v128.load(gates, 48);
    const tc = v128.load(cellTanh);
    const dh = v128.load(dHidden);
    const dc = f32x4.add(v128.load(dCell), f32x4.mul(f32x4.mul(dh, o), f32x4.sub(one, f32x4.mul(tc, tc))));
    const before = hasPrevious ? v128.load(previous) : zero;
    v128.store(gates, slope(f32x4.mul(dc, g), i));
    v128.store(gates, slope(f32x4.mul(dc, before), f), 16);
    v128.store(gates, f32x4.mul(f32x4.mul(dc, i), f32x4.sub(one, f32x4.mul(g, g))), 32);
    v128.store(gates, slope(f32x4.mul(dh, tc), o), 48);
    v128.store(dCell, f32x4.mul(dc, f));
    gates += 64;
    previous += 16;
    cellTanh += 16;
    dHidden += 16;
    dCell += 16;
  }
}

/** The gradient through y = sigmoid(z): dz = dy y (1 - y). */
// @ts-ignore: decorator
@inline
function slope(dy: v128, y: v128): v128 {
  return f32x4.mul(dy, f32x4.mul(y, f32x4.sub(f32x4.splat(1), y)));
}

/** Columns [8 first, 8 last) of dW = Σ rowsᵀ dz and db = Σ dz, summed sequence by sequence in batch order. */
export function weightGradients(pass: LayerPass, first: i32, last: i32): void {
  const steps = pass.steps, depth = pass.depth, ld = pass.ldRows, width = 4 * pass.padded;
  const offset = <usize>(first * PANEL) << 2;
  const columns = (last - first) * PANEL;
  for (let row = 0; row < depth; row++) {
    memory.fill(pass.dWeights + (<usize>(row * width) << 2) + offset, 0, <usize>columns << 2);
  }
  memory.fill(pass.dBias + offset, 0, <usize>columns << 2);
  for (let n = 0; n < pass.batch; n++) {
    const rows = pass.rows + (<usize>(n * (steps + 1) * ld) << 2);
    const dz = pass.gates + (<usize>(n * steps * width) << 2) + offset;
    // Sum first: this loads dz into the cache for the product, as a prefetch would.
    sumRows(dz, width, pass.dBias + offset, steps, columns);
    gemmTransposed(rows, ld, dz, width, pass.dWeights + offset, width, steps, depth, columns);
  }
}

/** target [columns] += the sum of the rows of `source` [rows, columns], which are `ld` floats apart. */
// @ts-ignore: decorator
@inline
function sumRows(source: usize, ld: i32, target: usize, rows: i32, columns: i32): void {
  for (let column = 0; column < columns; column += 4) {
    let sum = v128.load(target);
    let from = source;
    for (let row = 0; row < rows; row++) {
      sum = f32x4.add(sum, v128.load(from));
      from += <usize>ld << 2;
    }
    v128.store(target, sum);
    source += 16;
    target += 16;
  }
}
