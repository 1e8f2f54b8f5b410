import { FusedLstmError } from "../errors.ts";
import { outputLength, sequencesPerPart, splitGradients } from "./forward-pass.ts";
import { Region } from "./heap.ts";
import { KIND } from "./layer-pass.ts";
import type { Reserve } from "./reserve.ts";
import { checkLength, checkState, type LstmState, layoutOf } from "./shape.ts";
import { readStates, type StateRows, writeStates } from "./states.ts";
import { threadCount } from "./thread-count.ts";

/** The gradient of each weight, in Keras' layout. */
export interface LstmWeightGradients {
  /** [inputs, 4 units] */
  dKernel: Float32Array;
  /** [units, 4 units] */
  dRecurrentKernel: Float32Array;
  /** [4 units] */
  dBias: Float32Array;
}

/** The gradient of each input of the layer, in that input's shape. */
export interface LstmGradients extends LstmWeightGradients {
  /** [batch, steps, inputs]; empty with `inputGradient: false` */
  dx: Float32Array;
  /** Gradients of the initial states; missing if neither an initial state nor `dState` is given */
  dInitialState?: LstmState;
}

export interface BackwardOptions {
  /** false: do not compute dx, which the first layer of a model does not need. Default: true. */
  inputGradient?: boolean;
  /** Gradients of the final states. Default: zeros. */
  dState?: LstmState;
}

/**
 * Runs back-propagation through time for the forward pass that returned `reserve`, and releases the reserve.
 *
 * @param dOutput gradient of the output, in the output's shape
 * @throws FusedLstmError `bad_shape`, `used_reserve`, `bad_threads`, `thread_failed`
 */
export function lstmBackward(
  reserve: Reserve,
  dOutput: Float32Array,
  options: BackwardOptions = {},
): LstmGradients {
  return { ...backThroughTime(reserve, dOutput, options), ...weightGradients(reserve) };
}

/**
 * The first half of `lstmBackward`: the gradients of x and of the initial state. Call `weightGradients` or
 * `reserve.release` next.
 *
 * @throws FusedLstmError as `lstmBackward` does; after `used_reserve` or `thread_failed` the reserve is released
 */
export function backThroughTime(
  reserve: Reserve,
  dOutput: Float32Array,
  { inputGradient = true, dState }: BackwardOptions = {},
): Pick<LstmGradients, "dx" | "dInitialState"> {
  const { engine, shape, options, pass } = reserve;
  const { batch, steps, inputs, units } = shape;
  const { padded, ldGradient } = layoutOf(shape, engine.kernel);
  checkLength("dOutput", dOutput, outputLength(shape, options));
  if (dState) checkState("dState", dState, batch * units);
  reserve.use();
  const region = new Region(engine.heap);
  try {
    const dxLength = inputGradient ? batch * steps * inputs : 0;
    const dx = inputGradient ? region.floats(dxLength) : 0;
    const dRows = region.zeros(batch * ldGradient);
    const dCell = region.zeros(batch * padded);
    const hiddenRows = { address: dRows, rows: batch, units, stride: ldGradient };
    const cellRows = { address: dCell, rows: batch, units, stride: padded };
    if (dState) {
      writeStates(engine.heap, dState.hidden, hiddenRows);
      writeStates(engine.heap, dState.cell, cellRows);
    }
    const perPart = sequencesPerPart(batch, threadCount(), engine.kernel);
    const stateGradient = dState !== undefined || options.initialState !== undefined;
    const fields = { dOutput: region.copy(dOutput), zeros: region.zeros(ldGradient), dRows, dCell, dx };
    const backward = {
      ...pass,
      ...fields,
      kind: KIND.backward,
      perPart,
      stateGradient: Number(stateGradient),
    };
    engine.threads.run(backward, Math.ceil(batch / perPart));
    const read = (rows: StateRows) => readStates(engine.heap, rows);
    const states = { dInitialState: { hidden: read(hiddenRows), cell: read(cellRows) } };
    return { dx: region.read(dx, dxLength), ...(stateGradient && states) };
  } catch (error) {
    reserve.release();
    throw error;
  } finally {
    region.release();
  }
}

/**
 * The second half of `lstmBackward`; it releases the reserve.
 *
 * @throws FusedLstmError `used_reserve` unless `backThroughTime` has run, `bad_threads`, `thread_failed`
 */
export function weightGradients(reserve: Reserve): LstmWeightGradients {
  const { engine, shape, pass } = reserve;
  const { inputs, units } = shape;
  const { width, depth } = layoutOf(shape, engine.kernel);
  if (!reserve.used || reserve.released) {
    throw new FusedLstmError(
      "used_reserve",
      "this forward pass has no gradients of its gates: run backThroughTime first",
    );
  }
  const region = new Region(engine.heap);
  try {
    const dWeights = region.floats(depth * width);
    const dBias = region.floats(width);
    const [split] = splitGradients([{ width, depth }], threadCount(), engine.kernel);
    const { perPart, parts } = split!;
    engine.threads.run({ ...pass, kind: KIND.weightGradients, dWeights, dBias, perPart }, parts);
    const dKernel = region.floats(inputs * 4 * units);
    const dRecurrentKernel = region.floats(units * 4 * units);
    const dBiasOut = region.floats(4 * units);
    engine.kernel.splitWeights(dWeights, inputs, units, dKernel, dRecurrentKernel);
    engine.kernel.splitBias(dBias, units, dBiasOut);
    return {
      dKernel: region.read(dKernel, inputs * 4 * units),
      dRecurrentKernel: region.read(dRecurrentKernel, units * 4 * units),
      dBias: region.read(dBiasOut, 4 * units),
    };
  } finally {
    region.release();
    reserve.release();
  }
}
