import type { LstmOptions, LstmShape, LstmTrainingOptions, LstmWeights } from "../src/kernel/shape.ts";

/** `length` numbers in [-1, 1) from a linear congruential generator. */
export function randomValues(length: number, seed: number): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** Random x, weights and dOutput for a shape; the weights are about as large as those of a trained model. */
export function randomCase(shape: LstmShape, options: LstmOptions, seed = 1) {
  const { batch, steps, inputs, units } = shape;
  const scaled = (length: number, by: number, salt: number) =>
    randomValues(length, seed + salt).map((value) => value * by);
  const weights: LstmWeights = {
    kernel: scaled(inputs * 4 * units, 1 / Math.sqrt(inputs), 1),
    recurrentKernel: scaled(units * 4 * units, 1 / Math.sqrt(units), 2),
    bias: scaled(4 * units, 0.5, 3),
  };
  return {
    x: scaled(batch * steps * inputs, 2, 4),
    weights,
    dOutput: scaled(batch * (options.returnSequences ? steps : 1) * units, 1, 5),
  };
}

/** Options in which `true` stands for random arrays of the option's shape; without `returnSequences`, it is false. */
export function randomOptions(
  options: { [K in keyof LstmTrainingOptions]?: true | LstmTrainingOptions[K] },
  { batch, steps, units }: LstmShape,
  seed: number,
): LstmTrainingOptions {
  const state = (salt: number) => randomValues(batch * units, seed + salt);
  const arrays: Record<string, unknown> = {
    mask: randomValues(batch * steps, seed).map((value) => Number(value > -0.3)),
    recurrentDropout: state(1).map((value) => (value > -0.5 ? 4 / 3 : 0)),
    initialState: { hidden: state(2), cell: state(3) },
  };
  const filled = Object.entries(options).map(([name, value]) => [
    name,
    (value === true && arrays[name]) || value,
  ]);
  return { returnSequences: false, ...Object.fromEntries(filled) };
}

/** The largest absolute difference divided by the largest absolute expected value. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let difference = 0;
  let largest = 0;
  for (let k = 0; k < expected.length; k++) {
    const here = Math.abs(actual[k]! - expected[k]!);
    // A NaN stays.
    if (!(here <= difference) && !Number.isNaN(difference)) difference = here;
    largest = Math.max(largest, Math.abs(expected[k]!));
  }
  return difference / (largest || 1);
}
