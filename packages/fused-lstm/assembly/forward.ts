import { sigmoid4, tanh4 } from "./activations";
import { writeOutput } from "./dropout";
import { gemm } from "./gemm";
import { LayerPass } from "./layer-pass";
import { copyFloats, madd } from "./simd";

/**
 * Runs the sequences [first, last) of the batch through all time steps:
 *
 *   z_t = [h_{t-1} | x_t] W + b;  i, f, o = sigmoid(z);  g = tanh(z)
 *   c_t = f c_{t-1} + i g;        h_t = o tanh(c_t)
 *
 * @returns false if this layer follows the layer below step by step and the thread of that layer was lost
 */
export function forward(pass: LayerPass, first: i32, last: i32): bool {
  const count = last - first;
  const steps = pass.steps, inputs = pass.inputs, units = pass.units;
  const padded = pass.padded, depth = pass.depth, ld = pass.ldRows, width = 4 * padded;
  // Without `keep` each step overwrites the one before.
  const kept = pass.keep ? steps : 1;
  const rowsStride = pass.keep ? (steps + 1) * ld : ld;

  for (let t = 0; t < steps; t++) {
    if (pass.progressBelow && !waitForStep(pass.progressBelow, t)) return false;
    const at = pass.keep ? t : 0;
    const next = pass.keep ? t + 1 : 0;
    for (let n = first; n < last; n++) {
      const row = pass.rows + (<usize>(n * rowsStride + at * ld) << 2);
      if (t == 0) memory.fill(row, 0, <usize>padded << 2);
      copyFloats(row + (<usize>padded << 2), pass.x + (<usize>((n * steps + t) * inputs) << 2), inputs);
    }
    // h before the first step is zero: skip the rows of W that multiply it.
    const skip = t == 0 ? padded : 0;
    gemm(
      pass.rows + (<usize>(first * rowsStride + at * ld + skip) << 2), rowsStride,
      pass.weights + (<usize>skip << 5), depth * 8, pass.bias,
      pass.gates + (<usize>((first * kept + at) * width) << 2), kept * width,
      count, depth - skip, width,
    );
    for (let n = first; n < last; n++) {
      const state = <usize>((n * kept + at) * padded) << 2;
      const previous = <usize>((n * kept + (pass.keep ? t - 1 : 0)) * padded) << 2;
      const hidden = pass.rows + (<usize>(n * rowsStride + next * ld) << 2);
      const gates = pass.gates + (state << 2);
      if (t == 0) step(false, padded, gates, pass.cell, pass.cell + state, pass.cellTanh + state, hidden);
      else step(true, padded, gates, pass.cell + previous, pass.cell + state, pass.cellTanh + state, hidden);
      if (pass.returnSequences) writeOutput(pass, (n * steps + t) * units, hidden, units);
      else if (t == steps - 1) writeOutput(pass, n * units, hidden, units);
    }
    if (pass.progress) atomic.store<i32>(pass.progress, t + 1);
  }
  return true;
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

/**
 * One time step of one sequence. Activates `gates` in place and writes `cell`, `cellTanh` and `hidden`, each [padded].
 *
 * @param previous cell state one step before; not read when `hasPrevious` is false (it is zero)
 */
// @ts-ignore: decorator
@inline
function step(
  hasPrevious: bool, padded: i32, gates: usize, previous: usize, cell: usize, cellTanh: usize, hidden: usize,
): void {
  const end = hidden + (<usize>padded << 2);
  while (hidden < end) {
    const i = sigmoid4(v128.load(gates)), f = sigmoid4(v128.load(gates, 16));
    const g = tanh4(v128.load(gates, 32)), o = sigmoid4(v128.load(gates, 48));
    let c = f32x4.mul(i, g);
    if (hasPrevious) c = madd(c, f, v128.load(previous));
    const tc = tanh4(c);
    v128.store(gates, i);
    v128.store(gates, f, 16);
    v128.store(gates, g, 32);
    v128.store(gates, o, 48);
    v128.store(cell, c);
    v128.store(cellTanh, tc);
    v128.store(hidden, f32x4.mul(o, tc));
    gates += 64;
    previous += 16;
    cell += 16;
    cellTanh += 16;
    hidden += 16;
  }
}
