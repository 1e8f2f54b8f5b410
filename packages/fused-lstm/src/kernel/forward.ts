import { Arena } from "./arena.ts";
import { copyRows, padGates, reserveLayout } from "./layout.ts";
import { checkCall, type LstmOptions, type LstmShape, type LstmWeights, paddedUnits } from "./shape.ts";

/** Rows of a batch that run together when nothing has to be kept: bounds the memory of large batches. */
const INFERENCE_ROWS = 64;

/**
 * The hidden states of an LSTM over whole sequences, for inference.
 *
 * @param x [batch, steps, inputs]
 * @returns [batch, steps, units], or [batch, units] without `returnSequences`
 * @throws FusedLstmError `bad_shape`
 */
export function lstmForward(
  shape: LstmShape,
  x: Float32Array,
  weights: LstmWeights,
  options: LstmOptions,
): Float32Array {
  checkCall(shape, x, weights);
  const { batch, steps, inputs, units } = shape;
  const perRow = options.returnSequences ? steps * units : units;
  const output = new Float32Array(batch * perRow);
  for (let from = 0; from < batch; from += INFERENCE_ROWS) {
    const rows = Math.min(INFERENCE_ROWS, batch - from);
    const part = x.subarray(from * steps * inputs, (from + rows) * steps * inputs);
    Arena.use((arena) => {
      const run = runForward(arena, { ...shape, batch: rows }, part, weights);
      readHidden(arena, { ...shape, batch: rows }, run.hidden, options, output.subarray(from * perRow));
    });
  }
  return output;
}

/**
 * `lstmForward` that also returns what `lstmBackward` needs: activated gates, cell states and their tanh,
 * hidden states, in one block (see layout.ts).
 */
export function lstmForwardTraining(
  shape: LstmShape,
  x: Float32Array,
  weights: LstmWeights,
  options: LstmOptions,
): { output: Float32Array; reserve: Float32Array } {
  checkCall(shape, x, weights);
  return Arena.use((arena) => {
    const run = runForward(arena, shape, x, weights);
    const output = new Float32Array(shape.batch * (options.returnSequences ? shape.steps : 1) * shape.units);
    readHidden(arena, shape, run.hidden, options, output);
    return { output, reserve: arena.view(run.reserve, reserveLayout(shape).length).slice() };
  });
}

function runForward(arena: Arena, shape: LstmShape, x: Float32Array, weights: LstmWeights) {
  const { batch, steps, inputs, units } = shape;
  const { kernel } = arena;
  const padded = paddedUnits(shape);
  const layout = reserveLayout(shape);

  const packedKernel = arena.bytes(kernel.packedBytes(inputs, 4 * padded));
  kernel.packGates(arena.copy(weights.kernel), inputs, units, padded, packedKernel);
  const packedRecurrent = arena.bytes(kernel.packedBytes(units, 4 * padded));
  kernel.packGates(arena.copy(weights.recurrentKernel), units, units, padded, packedRecurrent);
  const bias = arena.copy(padGates(weights.bias, units, padded));
  const input = arena.copy(x);
  const reserve = arena.floats(layout.length);
  const [gates, cell, cellTanh, hidden] = [layout.gates, layout.cell, layout.cellTanh, layout.hidden].map(
    (offset) => reserve + offset * 4,
  ) as [number, number, number, number];

  kernel.forward(
    ...[batch, steps, inputs, units, padded, input, packedKernel, packedRecurrent, bias],
    ...[gates, cell, cellTanh, hidden],
  );
  return { reserve, hidden };
}

/** Hidden states [batch, steps, P] -> the layer's output. */
function readHidden(
  arena: Arena,
  shape: LstmShape,
  hidden: number,
  options: LstmOptions,
  output: Float32Array,
): void {
  const { batch, steps, units } = shape;
  const padded = paddedUnits(shape);
  const values = arena.view(hidden, batch * steps * padded);
  const to = { values: output, stride: units };
  if (options.returnSequences) copyRows(batch * steps, units, { values, stride: padded }, to);
  else copyRows(batch, units, { values, start: (steps - 1) * padded, stride: steps * padded }, to);
}
