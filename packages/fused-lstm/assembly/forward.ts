import { sigmoid4, tanh4 } from "./activations";
import { writeOutput } from "./dropout";
import { gemm } from "./gemm";
import { Job } from "./job";
import { copyFloats, madd } from "./simd";

/**
 * The sequences [first, last) of the batch through all steps:
 *
 *   z_t = [h_{t-1} | x_t] W + b;  i, f, o = sigmoid(z);  g = tanh(z)
 *   c_t = f c_{t-1} + i g;        h_t = o tanh(c_t)
 *
 * False when a layer below, which it follows, was lost.
 */
export function forward(job: Job, first: i32, last: i32): bool {
  const count = last - first;
  const steps = job.steps, inputs = job.inputs, units = job.units;
  const padded = job.padded, depth = job.depth, ld = job.ldRows, width = 4 * padded;
  // Without `keep` all steps share the place of one.
  const kept = job.keep ? steps : 1;
  const rowsStride = job.keep ? (steps + 1) * ld : ld;

  for (let t = 0; t < steps; t++) {
    if (job.progressBelow && !waitForStep(job.progressBelow, t)) return false;
    const at = job.keep ? t : 0;
    const next = job.keep ? t + 1 : 0;
    for (let n = first; n < last; n++) {
      const row = job.rows + (<usize>(n * rowsStride + at * ld) << 2);
      if (t == 0) memory.fill(row, 0, <usize>padded << 2);
      copyFloats(row + (<usize>padded << 2), job.x + (<usize>((n * steps + t) * inputs) << 2), inputs);
    }
    // The state before the first step is zero: only the inputs' rows of W count.
    const skip = t == 0 ? padded : 0;
    gemm(
      job.rows + (<usize>(first * rowsStride + at * ld + skip) << 2), rowsStride,
      job.weights + (<usize>skip << 5), depth * 8, job.bias,
      job.gates + (<usize>((first * kept + at) * width) << 2), kept * width,
      count, depth - skip, width,
    );
    for (let n = first; n < last; n++) {
      const state = <usize>((n * kept + at) * padded) << 2;
      const previous = <usize>((n * kept + (job.keep ? t - 1 : 0)) * padded) << 2;
      const hidden = job.rows + (<usize>(n * rowsStride + next * ld) << 2);
      const gates = job.gates + (state << 2);
      if (t == 0) step(false, padded, gates, job.cell, job.cell + state, job.cellTanh + state, hidden);
      else step(true, padded, gates, job.cell + previous, job.cell + state, job.cellTanh + state, hidden);
      if (job.sequences) writeOutput(job, (n * steps + t) * units, hidden, units);
      else if (t == steps - 1) writeOutput(job, n * units, hidden, units);
    }
    if (job.progress) atomic.store<i32>(job.progress, t + 1);
  }
  return true;
}

/** Looks this often before it sleeps: a step takes a few microseconds, unless its thread was held up. */
const SPINS = 100_000;
const NAP_NS: i64 = 1_000_000;
/** So long without a step, a minute, and its thread is lost. */
const NAPS = 60_000;

/** Until the layer below has done step t; false when it never will. */
function waitForStep(progress: usize, t: i32): bool {
  let done = atomic.load<i32>(progress);
  for (let spin = 0; done <= t && spin < SPINS; spin++) done = atomic.load<i32>(progress);
  for (let nap = 0; done <= t; nap++) {
    if (nap == NAPS) return false;
    atomic.wait<i32>(progress, done, NAP_NS);
    done = atomic.load<i32>(progress);
  }
  return true;
}

/** Activations and state of one sequence. */
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
