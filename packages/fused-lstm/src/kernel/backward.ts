import { Arena } from "./arena.ts";
import { copyRows, reserveLayout, unpadGates } from "./layout.ts";
import {
  checkCall,
  checkLength,
  type LstmOptions,
  type LstmShape,
  type LstmWeights,
  paddedUnits,
} from "./shape.ts";

/** Gradients in the shapes of what they belong to. */
export interface LstmGradients {
  /** [batch, steps, inputs] */
  dx: Float32Array;
  /** [inputs, 4 units] */
  dKernel: Float32Array;
  /** [units, 4 units] */
  dRecurrentKernel: Float32Array;
  /** [4 units] */
  dBias: Float32Array;
}

/**
 * Back-propagation through time.
 *
 * @param reserve of `lstmForwardTraining` with the same shape, x and weights
 * @param dOutput gradient of the output, in the output's shape
 * @throws FusedLstmError `bad_shape`
 */
export function lstmBackward(
  shape: LstmShape,
  x: Float32Array,
  weights: LstmWeights,
  reserve: Float32Array,
  dOutput: Float32Array,
  options: LstmOptions,
): LstmGradients {
  checkCall(shape, x, weights);
  const { batch, steps, inputs, units } = shape;
  const layout = reserveLayout(shape);
  checkLength("reserve", reserve, layout.length);
  checkLength("dOutput", dOutput, batch * (options.returnSequences ? steps : 1) * units);

  return Arena.use((arena) => {
    const { kernel } = arena;
    const padded = paddedUnits(shape);
    const width = 4 * padded;
    const stateWidth = Math.ceil(padded / 8) * 8;
    const inputWidth = Math.ceil(inputs / 8) * 8;

    const recurrentT = arena.bytes(kernel.packedBytes(width, units));
    kernel.packGatesTransposed(arena.copy(weights.recurrentKernel), units, units, padded, recurrentT);
    const kernelT = arena.bytes(kernel.packedBytes(width, inputs));
    kernel.packGatesTransposed(arena.copy(weights.kernel), inputs, units, padded, kernelT);
    const input = arena.copy(x);
    const saved = arena.copy(reserve);
    const gates = saved + layout.gates * 4;
    const dHidden = writeOutputGradient(arena, shape, dOutput, options);
    const dState = arena.floats(batch * stateWidth);
    const dCell = arena.floats(batch * padded);
    const dKernel = arena.zeros(inputs * width);
    const dRecurrent = arena.zeros(units * width);
    const dBias = arena.zeros(width);

    kernel.backward(
      ...[batch, steps, inputs, units, padded, input, recurrentT],
      ...[gates, saved + layout.cell * 4, saved + layout.cellTanh * 4, saved + layout.hidden * 4, dHidden],
      ...[dState, stateWidth, dCell, dKernel, dRecurrent, dBias],
    );
    const dInput = arena.zeros(batch * steps * inputWidth);
    kernel.backwardInputs(batch * steps, inputs, padded, gates, kernelT, dInput, inputWidth);

    const dx = new Float32Array(batch * steps * inputs);
    const from = { values: arena.view(dInput, batch * steps * inputWidth), stride: inputWidth };
    copyRows(batch * steps, inputs, from, { values: dx, stride: inputs });
    return {
      dx,
      dKernel: unpadGates(arena.view(dKernel, inputs * width), inputs, units, padded),
      dRecurrentKernel: unpadGates(arena.view(dRecurrent, units * width), units, units, padded),
      dBias: unpadGates(arena.view(dBias, width), 1, units, padded),
    };
  });
}

/** dOutput -> the gradient of every hidden state, [batch, steps, P], zero where nothing comes from above. */
function writeOutputGradient(
  arena: Arena,
  shape: LstmShape,
  dOutput: Float32Array,
  options: LstmOptions,
): number {
  const { batch, steps, units } = shape;
  const padded = paddedUnits(shape);
  const length = batch * steps * padded;
  const address = arena.zeros(length);
  const values = arena.view(address, length);
  const from = { values: dOutput, stride: units };
  if (options.returnSequences) copyRows(batch * steps, units, from, { values, stride: padded });
  else copyRows(batch, units, from, { values, start: (steps - 1) * padded, stride: steps * padded });
  return address;
}
