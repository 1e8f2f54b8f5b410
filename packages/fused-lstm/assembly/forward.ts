import { step } from "./cell";
import { writeOutput } from "./dropout";
import { gemm } from "./gemm";
import { LayerPass } from "./layer-pass";
import { preciseRow } from "./precise";
import { copyFloats, multiplyFloats } from "./simd";

/**
 * Runs the sequences [first, last) of the batch through all time steps:
 *
 *   z_t = [m h_{t-1} | x_t] W + b;  i, f, o = sigmoid(z) or hard sigmoid(z);  g = tanh(z)
 *   c_t = f c_{t-1} + i g;          h_t = o tanh(c_t)
 *
 * m is the recurrent mask, if there is one.
 *
 * @returns false if this layer follows the layer below step by step and the thread of that layer was lost
 */
export function forward(pass: LayerPass, first: i32, last: i32): bool {
  const steps = pass.steps, inputs = pass.inputs, units = pass.units;
  const padded = pass.padded, depth = pass.depth, ld = pass.ldRows, width = 4 * padded;
  // Without `keep` each step overwrites the one before.
  const kept = pass.keep ? steps : 1;
  const rowsStride = pass.keep ? (steps + 1) * ld : ld;
  for (let n = first; n < last; n++) begin(pass, n, pass.rows + (<usize>(n * rowsStride) << 2));

  for (let t = 0; t < steps; t++) {
    if (pass.progressBelow && !waitForStep(pass.progressBelow, t)) return false;
    const at = pass.keep ? t : 0;
    const next = pass.keep ? t + 1 : 0;
    for (let n = first; n < last; n++) {
      const row = pass.rows + (<usize>(n * rowsStride + at * ld + padded) << 2);
      // x of a step that is left out may be anything, even NaN: the weight gradients multiply it by zero.
      if (pass.isMasked(n, t)) memory.fill(row, 0, <usize>inputs << 2);
      else copyFloats(row, pass.x + (<usize>((n * steps + pass.source(t)) * inputs) << 2), inputs);
    }
    if (!pass.allMasked(first, last, t)) {
      gemm(
        pass.rows + (<usize>(first * rowsStride + at * ld) << 2), rowsStride, pass.weights, depth * 8, pass.bias,
        pass.gates + (<usize>((first * kept + at) * width) << 2), kept * width, last - first, depth, width,
      );
    }
    for (let n = first; n < last; n++) {
      const state = <usize>((n * kept + at) * padded) << 2;
      const cell = pass.cell + state;
      const previous = t == 0 ? pass.state(pass.initialCell, n) : pass.keep ? cell - (<usize>padded << 2) : cell;
      const row = pass.rows + (<usize>(n * rowsStride + next * ld) << 2);
      const hidden = pass.hidden ? pass.state(pass.hidden, n) : row;
      if (pass.isMasked(n, t)) keepStates(padded, previous, cell, row - (pass.keep ? <usize>ld << 2 : 0), row);
      else {
        preciseRow(pass, pass.rows + (<usize>(n * rowsStride + at * ld) << 2), pass.gates + (state << 2));
        step(pass, pass.gates + (state << 2), previous, cell, pass.cellTanh + state, hidden);
        if (pass.recurrentMask) multiplyFloats(row, hidden, pass.state(pass.recurrentMask, n), padded);
        else if (hidden != row) copyFloats(row, hidden, padded);
      }
      if (pass.returnSequences) writeOutput(pass, (n * steps + t) * units, hidden, units);
      else if (t == steps - 1) writeOutput(pass, n * units, hidden, units);
    }
    if (pass.progress) atomic.store<i32>(pass.progress, t + 1);
  }
  return true;
}

/** Writes the hidden state before the first step to `row`, the first of sequence n. */
function begin(pass: LayerPass, n: i32, row: usize): void {
  const padded = pass.padded;
  const initial = pass.state(pass.initialHidden, n), hidden = pass.state(pass.hidden, n);
  if (!initial) {
    memory.fill(row, 0, <usize>padded << 2);
    if (hidden) memory.fill(hidden, 0, <usize>padded << 2);
    return;
  }
  if (pass.recurrentMask) multiplyFloats(row, initial, pass.state(pass.recurrentMask, n), padded);
  else copyFloats(row, initial, padded);
  if (hidden) copyFloats(hidden, initial, padded);
}

/** A step that is left out: both states stay. */
function keepStates(padded: i32, previous: usize, cell: usize, rowBefore: usize, row: usize): void {
  if (!previous) memory.fill(cell, 0, <usize>padded << 2);
  else if (previous != cell) copyFloats(cell, previous, padded);
  if (rowBefore != row) copyFloats(row, rowBefore, padded);
}

/** Loads of the counter before the thread sleeps: a step takes microseconds unless its thread was preempted. */
const SPINS = 100_000;
const SLEEP_NS: i64 = 1_000_000;
/** After this many sleeps without a step (a minute) the thread of the layer below counts as lost. */
const MAX_SLEEPS = 60_000;

/** Waits until the layer below has finished step t; false if its thread was lost. */
function waitForStep(progress: usize, t: i32): bool {
  let done = atomic.load<i32>(progress);
  for (let spin = 0; done <= t && spin < SPINS; spin++) done = atomic.load<i32>(progress);
  for (let sleeps = 0; done <= t; sleeps++) {
    if (sleeps == MAX_SLEEPS) return false;
    atomic.wait<i32>(progress, done, SLEEP_NS);
    done = atomic.load<i32>(progress);
  }
  return true;
}
