import { hardSigmoidSlope, sigmoidSlope } from "./activations";
import { mask4 } from "./dropout";
import { gemm } from "./gemm";
import { gemmTransposed } from "./gemm-transposed";
import { LayerPass } from "./layer-pass";
import { PANEL } from "./pack";
import { copyFloats, firstLanes, multiplyFloats } from "./simd";

/**
 * Back-propagation through time for the sequences [first, last) of the batch. Replaces the activated gates by dz, the
 * gradient of their arguments, and writes dx.
 */
export function backward(pass: LayerPass, first: i32, last: i32): void {
  const steps = pass.steps, padded = pass.padded, width = 4 * padded, ld = pass.ldGradient;
  const dRows = pass.dRows + (<usize>(first * ld) << 2);
  if (!pass.stateGradient) {
    memory.fill(dRows, 0, <usize>((last - first) * ld) << 2);
    memory.fill(pass.dCell + (<usize>(first * padded) << 2), 0, <usize>((last - first) * padded) << 2);
  }
  for (let t = steps - 1; t >= 0; t--) {
    for (let n = first; n < last; n++) {
      const dHidden = pass.dRows + (<usize>(n * ld) << 2);
      if (pass.returnSequences) addOutputGradient(pass, (n * steps + t) * pass.units, dHidden);
      else if (t == steps - 1) addOutputGradient(pass, n * pass.units, dHidden);
      stepBack(pass, n, t, dHidden);
    }
    if (!pass.allMasked(first, last, t)) {
      gemm(
        pass.gates + (<usize>((first * steps + t) * width) << 2), steps * width, pass.weightsT, width * 8, pass.zeros,
        dRows, ld, last - first, width, pass.dx ? ld : (padded + 7) & ~7,
      );
    }
    for (let n = first; n < last; n++) splitRowGradient(pass, n, t);
  }
}

/** dHidden [units] += dOutput[index, index + units), times the dropout mask. */
// @ts-ignore: decorator
@inline
function addOutputGradient(pass: LayerPass, index: i32, dHidden: usize): void {
  const end = index + pass.units;
  let source = pass.dOutput + (<usize>index << 2);
  for (let at = index; at < end; at += 4) {
    let dy = v128.load(source);
    if (pass.keepBelow) dy = f32x4.mul(dy, mask4(pass, at));
    // The last vector may reach into the next row: its values must not reach the padded units.
    if (end - at < 4) dy = firstLanes(dy, end - at);
    v128.store(dHidden, f32x4.add(v128.load(dHidden), dy));
    source += 16;
    dHidden += 16;
  }
}

/**
 * Step t of sequence n: replaces its gates by dz, and its row of `dCell` by the gradient of the cell state one step before.
 * A step that is left out keeps the gradients of both states, and no gate has one. The product of the other sequences
 * overwrites dHidden, so a copy lies in `cellTanh`, which such a step does not need.
 */
// @ts-ignore: decorator
@inline
function stepBack(pass: LayerPass, n: i32, t: i32, dHidden: usize): void {
  const padded = pass.padded, state = <usize>((n * pass.steps + t) * padded) << 2;
  const gates = pass.gates + (state << 2), cellTanh = pass.cellTanh + state;
  if (pass.isMasked(n, t)) {
    copyFloats(cellTanh, dHidden, padded);
    memory.fill(gates, 0, <usize>padded << 4);
    return;
  }
  const before = t == 0 ? pass.state(pass.initialCell, n) : pass.cell + state - (<usize>padded << 2);
  const dCell = pass.dCell + (<usize>(n * padded) << 2);
  if (pass.hardSigmoid) cellsBack(true, pass.units, gates, before, cellTanh, dHidden, dCell);
  else cellsBack(false, pass.units, gates, before, cellTanh, dHidden, dCell);
}

/** @param previous cell state one step before, or 0: it is zero */
// @ts-ignore: decorator
@inline
function cellsBack(
  hard: bool, units: i32, gates: usize, previous: usize, cellTanh: usize, dHidden: usize, dCell: usize,
): void {
  const one = f32x4.splat(1);
  for (let left = units; left > 0; left -= 4) {
    const i = v128.load(gates), f = v128.load(gates, 16);
    const g = v128.load(gates, 32), o = v128.load(gates, 48);
    const tc = v128.load(cellTanh);
    let dh = v128.load(dHidden);
    // An infinite dz in the product would make NaN of padded units.
    if (left < 4) dh = firstLanes(dh, left);
    const dc = f32x4.add(v128.load(dCell), f32x4.mul(f32x4.mul(dh, o), f32x4.sub(one, f32x4.mul(tc, tc))));
    const before = previous ? v128.load(previous) : f32x4.splat(0);
    const di = f32x4.mul(dc, g), df = f32x4.mul(dc, before), dO = f32x4.mul(dh, tc);
    v128.store(gates, hard ? hardSigmoidSlope(di, i) : sigmoidSlope(di, i));
    v128.store(gates, hard ? hardSigmoidSlope(df, f) : sigmoidSlope(df, f), 16);
    v128.store(gates, f32x4.mul(f32x4.mul(dc, i), f32x4.sub(one, f32x4.mul(g, g))), 32);
    v128.store(gates, hard ? hardSigmoidSlope(dO, o) : sigmoidSlope(dO, o), 48);
    v128.store(dCell, f32x4.mul(dc, f));
    gates += 64;
    if (previous) previous += 16;
    cellTanh += 16;
    dHidden += 16;
    dCell += 16;
  }
}

/** From the gradient of a row of `rows` at step t of sequence n to those of h and x. */
// @ts-ignore: decorator
@inline
function splitRowGradient(pass: LayerPass, n: i32, t: i32): void {
  const padded = pass.padded, inputs = pass.inputs;
  const dHidden = pass.dRows + (<usize>(n * pass.ldGradient) << 2);
  const dx = pass.dx + (<usize>((n * pass.steps + pass.source(t)) * inputs) << 2);
  if (pass.isMasked(n, t)) {
    copyFloats(dHidden, pass.cellTanh + (<usize>((n * pass.steps + t) * padded) << 2), padded);
    if (pass.dx) memory.fill(dx, 0, <usize>inputs << 2);
    return;
  }
  if (pass.recurrentMask) multiplyFloats(dHidden, dHidden, pass.state(pass.recurrentMask, n), padded);
  if (pass.dx) copyFloats(dx, dHidden + (<usize>padded << 2), inputs);
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
