import { FusedLstmError } from "../errors.ts";

/** The sizes of one call: x is [batch, steps, inputs]. */
export interface LstmShape {
  /** Sequences. */
  batch: number;
  /** Time steps of each sequence. */
  steps: number;
  inputs: number;
  units: number;
}

/** Weights in Keras' layout, row-major. Gates are in the order i, f, g (the cell candidate), o. */
export interface LstmWeights {
  /** [inputs, 4 units] */
  kernel: Float32Array;
  /** [units, 4 units] */
  recurrentKernel: Float32Array;
  /** [4 units] */
  bias: Float32Array;
}

export interface LstmOptions {
  /** true: return the hidden states of all steps [batch, steps, units]; false: of the last step [batch, units]. */
  returnSequences: boolean;
}

/** Inverted dropout (Srivastava et al. 2014) of the output: values that are kept are divided by 1 - rate. */
export interface LstmDropout {
  /** In [0, 1). */
  rate: number;
  /** Two whole numbers of 32 bits. The same keys give the same mask, on every machine. */
  keys: readonly [number, number];
}

/** The two states of a layer after a step. */
export interface LstmState {
  /** [batch, units] */
  hidden: Float32Array;
  /** [batch, units] */
  cell: Float32Array;
}

/** What a layer can do besides; defaults are those of an ordinary LSTM. */
export interface LstmLayerOptions extends LstmOptions {
  /** "hardSigmoid" is TensorFlow.js': 0.2 x + 0.5 in [0, 1]. Default: "sigmoid". */
  recurrentActivation?: "sigmoid" | "hardSigmoid";
  /** true: read x and the mask from the last step to the first; outputs are in the order of computation. Default: false. */
  goBackwards?: boolean;
  /** [batch, steps]. Where it is 0, a step is left out: states and output are those of the step before. x may be NaN there. */
  mask?: Float32Array;
  /** Factors of the hidden state in its product with the recurrent kernel [batch, units], the same at all steps. */
  recurrentDropout?: Float32Array;
  /** The states before the first step. Default: zeros. */
  initialState?: LstmState;
}

export interface LstmTrainingOptions extends LstmLayerOptions {
  /** Dropout of the output; none by default. */
  dropout?: LstmDropout;
}

/**
 * Sizes inside the kernel, in floats; assembly/pack.ts and assembly/layer-pass.ts describe them.
 *
 * @param kernel the build: `columns` of its matrix products
 */
export function layoutOf(
  { inputs, units }: Pick<LstmShape, "inputs" | "units">,
  { columns }: { columns: number },
) {
  const padded = roundUp(units, 4);
  const depth = padded + inputs;
  return {
    padded,
    width: 4 * padded,
    depth,
    ldRows: roundUp(depth, 4),
    ldGradient: roundUp(depth, Math.max(8, columns)),
  };
}

export function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

/** @throws FusedLstmError `bad_shape` unless every size is a whole number of at least 1 */
export function checkSizes(sizes: { readonly [name: string]: number }): void {
  for (const [name, size] of Object.entries(sizes)) {
    if (!Number.isInteger(size) || size < 1) {
      throw new FusedLstmError("bad_shape", `${name} is ${size}: expected a whole number of at least 1`);
    }
  }
}

/** @throws FusedLstmError `bad_shape` if an array does not have the length of its shape */
export function checkWeights(weights: LstmWeights, inputs: number, units: number): void {
  checkLength("kernel [inputs, 4 units]", weights.kernel, inputs * 4 * units);
  checkLength("recurrentKernel [units, 4 units]", weights.recurrentKernel, units * 4 * units);
  checkLength("bias [4 units]", weights.bias, 4 * units);
}

/** @throws FusedLstmError `bad_shape` if an array of the options does not have its length, `unsupported` */
export function checkOptions(
  { recurrentActivation = "sigmoid", mask, recurrentDropout, initialState }: LstmLayerOptions,
  { batch, steps, units }: LstmShape,
): void {
  if (recurrentActivation !== "sigmoid" && recurrentActivation !== "hardSigmoid") {
    const given = `recurrentActivation is ${JSON.stringify(recurrentActivation)}`;
    throw new FusedLstmError("unsupported", `${given}: expected "sigmoid" or "hardSigmoid"`);
  }
  if (mask) checkLength("mask [batch, steps]", mask, batch * steps);
  if (recurrentDropout) checkLength("recurrentDropout [batch, units]", recurrentDropout, batch * units);
  if (initialState) checkState("initialState", initialState, batch * units);
}

/** @throws FusedLstmError `bad_shape` unless both states have `expected` values */
export function checkState(name: string, { hidden, cell }: LstmState, expected: number): void {
  checkLength(`${name}.hidden [batch, units]`, hidden, expected);
  checkLength(`${name}.cell [batch, units]`, cell, expected);
}

/** @throws FusedLstmError `bad_shape` unless `values` has `expected` values */
export function checkLength(name: string, values: { length: number }, expected: number): void {
  if (values.length !== expected) {
    throw new FusedLstmError("bad_shape", `${name} has ${values.length} values: expected ${expected}`);
  }
}
