import { mask4 } from "./dropout";
import { gemm } from "./gemm";
import { gemmTransposed } from "./gemm-transposed";
import { Job } from "./job";
import { PANEL } from "./pack";
import { copyFloats } from "./simd";

/** Back-propagation through time of the sequences [first, last): gates become dz, and dx is written. */
export function backward(job: Job, first: i32, last: i32): void {
  const steps = job.steps, inputs = job.inputs, units = job.units;
  const padded = job.padded, width = 4 * padded, ld = job.ldGradient;
  const dRows = job.dRows + (<usize>(first * ld) << 2);
  memory.fill(dRows, 0, <usize>((last - first) * ld) << 2);
  memory.fill(job.dCell + (<usize>(first * padded) << 2), 0, <usize>((last - first) * padded) << 2);

  for (let t = steps - 1; t >= 0; t--) {
    for (let n = first; n < last; n++) {
      const state = <usize>((n * steps + t) * padded) << 2;
      const above = job.sequences ? (n * steps + t) * units : n * units;
      const dHidden = job.dRows + (<usize>(n * ld) << 2);
      if (job.sequences || t == steps - 1) addOutputGradient(job, above, units, dHidden);
      stepBack(
        padded, t > 0, job.gates + (state << 2), job.cell + state - (<usize>padded << 2), job.cellTanh + state, dHidden,
        job.dCell + (<usize>(n * padded) << 2),
      );
    }
    gemm(
      job.gates + (<usize>((first * steps + t) * width) << 2), steps * width, job.weightsT, width * 8, job.zeros,
      dRows, ld, last - first, width, job.dx ? ld : (padded + 7) & ~7,
    );
    for (let n = first; job.dx && n < last; n++) {
      copyFloats(
        job.dx + (<usize>((n * steps + t) * inputs) << 2), job.dRows + (<usize>(n * ld + padded) << 2), inputs,
      );
    }
  }
}

/** dHidden [units] += the output's gradient from `index` on, where dropout lets it through. */
// @ts-ignore: decorator
@inline
function addOutputGradient(job: Job, index: i32, units: i32, dHidden: usize): void {
  let above = job.dOutput + (<usize>index << 2);
  for (let left = units; left > 0; left -= 4) {
    let dy = v128.load(above);
    // Past the end of a row stands the next one, which padded units must not see.
    if (left < 4) dy = v128.and(dy, i32x4.gt_s(i32x4.splat(left), i32x4(0, 1, 2, 3)));
    if (job.keepBelow) dy = f32x4.mul(dy, mask4(job, index + units - left));
    v128.store(dHidden, f32x4.add(v128.load(dHidden), dy));
    above += 16;
    dHidden += 16;
  }
}

/** One step of one sequence: gates -> dz in place; dCell carries the cell's gradient one step back. */
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

/** d sigmoid: dy y (1 - y). */
// @ts-ignore: decorator
@inline
function slope(dy: v128, y: v128): v128 {
  return f32x4.mul(dy, f32x4.mul(y, f32x4.sub(f32x4.splat(1), y)));
}

/** Columns [8 first, 8 last) of dW = Σ rowsᵀ dz and of its bias, summed sequence by sequence in the order of the batch. */
export function weightGradients(job: Job, first: i32, last: i32): void {
  const steps = job.steps, depth = job.depth, ld = job.ldRows, width = 4 * job.padded;
  const offset = <usize>(first * PANEL) << 2;
  const columns = (last - first) * PANEL;
  for (let row = 0; row < depth; row++) {
    memory.fill(job.dWeights + (<usize>(row * width) << 2) + offset, 0, <usize>columns << 2);
  }
  memory.fill(job.dBias + offset, 0, <usize>columns << 2);
  for (let n = 0; n < job.batch; n++) {
    const rows = job.rows + (<usize>(n * (steps + 1) * ld) << 2);
    const dz = job.gates + (<usize>(n * steps * width) << 2) + offset;
    // The sums come first: with nothing else to wait for they bring dz to the cache, as a prefetch would.
    sumRows(dz, width, job.dBias + offset, steps, columns);
    gemmTransposed(rows, ld, dz, width, job.dWeights + offset, width, steps, depth, columns);
  }
}

/** target [columns] += the sum of the rows of `source`. */
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
