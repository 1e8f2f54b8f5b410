import type { Layers } from "../layers.ts";
import { inputGradients } from "./input-gradients.ts";

/** What each input contributed to an output, from the baseline to the input. */
export interface Attribution {
  /** The output at the input. */
  value: number;
  /** The output at the baseline. */
  baseline: number;
  /** Of the output `[steps * features]`; they sum to `value - baseline`, but for `error`. */
  attributions: Float64Array;
  /**
   * |sum of the attributions - (value - baseline)|, relative to |value - baseline|, or to a tenth of the attributions' magnitudes if
   * that is more: where they cancel one another, the difference is no measure of them.
   */
  error: number;
}

export interface IntegratedGradients {
  /** Points on the way from the baseline to the input. */
  points: number;
  /** One for each explained output. */
  outputs: Attribution[];
}

/** Points of the first try; each next one has twice as many. */
const [FEWEST_POINTS, MOST_POINTS] = [32, 512];
/**
 * States of a layer in one pass, 16 windows of the default model: larger passes leave the cache, and an event loop between passes is free
 * sooner.
 */
const STATES_PER_PASS = 16 * 60 * 100;

/**
 * Attributes each output of a network to its inputs by integrated gradients (Sundararajan, Taly and Yan 2017): (x - baseline) times
 * the mean gradient on the straight way from the baseline to x, by the midpoint rule. The points are doubled until the attributions
 * sum to the difference of the output with an error of at most `tolerance`, or they are 512.
 *
 * A generator, so that the caller may do other work between passes of about two milliseconds.
 *
 * @param x `[steps, features]`
 * @param baseline `[steps, features]`
 * @param count of the outputs to explain, the first ones
 */
export function* integrateGradients(
  layers: Layers,
  x: Float32Array,
  baseline: Float32Array,
  { tolerance = 0.01, count = layers.outputs } = {},
): Generator<void, IntegratedGradients> {
  const [at, from] = endsOf(layers, x, baseline);
  for (let points = FEWEST_POINTS; ; points *= 2) {
    const gradients = yield* meanGradients(layers, x, baseline, { points, count });
    const outputs = gradients.map((gradient, k): Attribution => {
      const attributions = gradient.map((mean, i) => mean * (x[i]! - baseline[i]!));
      const [value, start] = [at![k]!, from![k]!];
      return { value, baseline: start, attributions, error: relativeError(attributions, value - start) };
    });
    const isExact = outputs.every(({ error }) => error <= tolerance);
    if (isExact || points === MOST_POINTS) return { points, outputs };
  }
}

/** As `Attribution.error` says; 0 if there is nothing to attribute. */
function relativeError(attributions: Float64Array, difference: number): number {
  let [sum, magnitudes] = [0, 0];
  for (const one of attributions) {
    sum += one;
    magnitudes += Math.abs(one);
  }
  return Math.abs(sum - difference) / (Math.max(Math.abs(difference), magnitudes / 10) || 1);
}

/** The outputs at x and at the baseline `[outputs]`. */
function endsOf(layers: Layers, x: Float32Array, baseline: Float32Array): Float32Array[] {
  const both = new Float32Array([...x, ...baseline]);
  const { outputs } = inputGradients(layers, both, new Float32Array(2 * layers.outputs));
  return [outputs.subarray(0, layers.outputs), outputs.subarray(layers.outputs)];
}

/** The mean gradient of each of the first `count` outputs on the way `[count][steps * features]`. */
function* meanGradients(
  layers: Layers,
  x: Float32Array,
  baseline: Float32Array,
  { points, count: outputs }: { points: number; count: number },
): Generator<void, Float64Array[]> {
  const size = x.length;
  const states = layers.steps * Math.max(1, ...layers.lstm.map(({ units }) => units));
  const perPass = Math.max(1, Math.floor(STATES_PER_PASS / states));
  const means = Array.from({ length: outputs }, () => new Float64Array(size));
  for (const [output, mean] of means.entries()) {
    for (let first = 0; first < points; first += perPass) {
      const count = Math.min(perPass, points - first);
      const way = new Float32Array(count * size);
      const dOutputs = new Float32Array(count * layers.outputs);
      for (let n = 0; n < count; n++) {
        const share = (first + n + 0.5) / points;
        for (let i = 0; i < size; i++) way[n * size + i] = baseline[i]! + share * (x[i]! - baseline[i]!);
        dOutputs[n * layers.outputs + output] = 1;
      }
      const { dx } = inputGradients(layers, way, dOutputs);
      for (let n = 0; n < count; n++) {
        for (let i = 0; i < size; i++) mean[i]! += dx[n * size + i]! / points;
      }
      yield;
    }
  }
  return means;
}
