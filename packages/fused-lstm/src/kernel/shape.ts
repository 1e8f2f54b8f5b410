import { FusedLstmError } from "../errors.ts";

/** Sizes of one call; `x` is [batch, steps, inputs]. */
export interface LstmShape {
  batch: number;
  steps: number;
  inputs: number;
  units: number;
}

/** Keras' layout, gates in the order i, f, g (cell candidate), o: sigmoid, sigmoid, tanh, sigmoid. */
export interface LstmWeights {
  /** [inputs, 4 units] */
  kernel: Float32Array;
  /** [units, 4 units] */
  recurrentKernel: Float32Array;
  /** [4 units] */
  bias: Float32Array;
}

/** Whether every hidden state is the output, [batch, steps, units], or only the last, [batch, units]. */
export interface LstmOptions {
  returnSequences: boolean;
}

/** Inverted dropout (Srivastava et al. 2014) of the output: kept places are divided by 1 - rate. */
export interface LstmDropout {
  /** In [0, 1). */
  rate: number;
  /** Two numbers of 32 bits: the same ones give the same mask, on any machine. */
  keys: readonly [number, number];
}

/** A training pass may drop out its output. */
export interface LstmTrainingOptions extends LstmOptions {
  dropout?: LstmDropout;
}

/** Sizes inside the kernel, in floats (assembly/pack.ts describes the layout). */
export function layoutOf({ inputs, units }: Pick<LstmShape, "inputs" | "units">) {
  const padded = roundUp(units, 4);
  const depth = padded + inputs;
  return { padded, width: 4 * padded, depth, ldRows: roundUp(depth, 4), ldGradient: roundUp(depth, 8) };
}

export function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

/** @throws FusedLstmError `bad_shape` */
export function checkSizes(sizes: Partial<LstmShape>): void {
  for (const [name, size] of Object.entries(sizes)) {
    if (!Number.isInteger(size) || size < 1) {
      throw new FusedLstmError("bad_shape", `${name} is ${size}: expected a whole number of at least 1`);
    }
  }
}

/** @throws FusedLstmError `bad_shape` when an array does not have the length that the shape asks for. */
export function checkWeights(weights: LstmWeights, inputs: number, units: number): void {
  checkLength("kernel [inputs, 4 units]", weights.kernel, inputs * 4 * units);
  checkLength("recurrentKernel [units, 4 units]", weights.recurrentKernel, units * 4 * units);
  checkLength("bias [4 units]", weights.bias, 4 * units);
}

export function checkLength(name: string, values: Float32Array, expected: number): void {
  if (values.length !== expected) {
    throw new FusedLstmError("bad_shape", `${name} has ${values.length} values: expected ${expected}`);
  }
}
