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

/** Units rounded up to whole vectors of 4 floats: the width of a gate inside the kernel. */
export function paddedUnits({ units }: LstmShape): number {
  return Math.ceil(units / 4) * 4;
}

/** @throws FusedLstmError `bad_shape` when an array does not have the length that the shape asks for. */
export function checkCall(shape: LstmShape, x: Float32Array, weights: LstmWeights): void {
  const { batch, steps, inputs, units } = shape;
  for (const [name, size] of Object.entries(shape)) {
    if (!Number.isInteger(size) || size < 1) {
      throw new FusedLstmError("bad_shape", `${name} is ${size}: expected a whole number of at least 1`);
    }
  }
  checkLength("x [batch, steps, inputs]", x, batch * steps * inputs);
  checkLength("kernel [inputs, 4 units]", weights.kernel, inputs * 4 * units);
  checkLength("recurrentKernel [units, 4 units]", weights.recurrentKernel, units * 4 * units);
  checkLength("bias [4 units]", weights.bias, 4 * units);
}

export function checkLength(name: string, values: Float32Array, expected: number): void {
  if (values.length !== expected) {
    throw new FusedLstmError("bad_shape", `${name} has ${values.length} values: expected ${expected}`);
  }
}
