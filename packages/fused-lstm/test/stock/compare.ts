import * as tf from "@tensorflow/tfjs";
import { type FusedLstmArgs, fusedLstm } from "../../src/layer.ts";
import { randomValues, relativeError } from "../random-case.ts";

tf.enableProdMode();

export interface Trial {
  args: FusedLstmArgs;
  /** Makes the dropoutFunc of each layer: with the same masks, in the order in which the layer asks for them. */
  dropoutFunc?: () => (ones: tf.Tensor, rate: number) => tf.Tensor;
  batch: number;
  steps: number;
  inputs: number;
  /** [batch, steps] of 0 and 1 */
  mask?: number[];
  initialState?: boolean;
  training?: boolean;
}

export const random = (shape: number[], seed: number, by = 1) =>
  tf.tensor(
    randomValues(
      shape.reduce((product, size) => product * size, 1),
      seed,
    ).map((value) => value * by),
    shape,
  );

/** Random weights as large as those of a trained layer, for a layer that is built. */
export function setRandomWeights(layer: tf.layers.Layer, seed: number): void {
  const weights = layer.getWeights();
  layer.setWeights(weights.map(({ shape }, k) => random(shape, seed + k, 1 / Math.sqrt(shape[0]! / 2 + 1))));
}

/** The values of a layer's outputs, and the gradients of their weighted sum: of x, of the states, of each weight. */
export function run(layer: tf.RNN, { batch, steps, inputs, mask, initialState, training }: Trial, seed = 1) {
  layer.build([batch, steps, inputs]);
  setRandomWeights(layer, seed + 50);
  const units = layer.getWeights()[1]!.shape[0]!;
  const x = tf.variable(random([batch, steps, inputs], seed, 2));
  const states = initialState ? [1, 2].map((k) => tf.variable(random([batch, units], seed + k))) : null;
  const kwargs = {
    mask: mask ? tf.tensor2d(mask, [batch, steps], "bool") : null,
    initialState: states,
    training: training ?? false,
  };
  const weights = layer.weights.map((weight) => weight.read() as tf.Variable);
  let outputs: tf.Tensor[] = [];
  const { grads } = tf.variableGrads(() => {
    const result = layer.call(x, kwargs);
    outputs = (Array.isArray(result) ? result : [result]).map((output) => tf.keep(output.clone()));
    const sums = (Array.isArray(result) ? result : [result]).map((output, k) =>
      tf.sum(tf.mul(output, random(output.shape, seed + 10 + k))),
    );
    return tf.addN(sums) as tf.Scalar;
  }, [x, ...(states ?? []), ...weights]);
  const names = ["x", ...(states ? ["hidden", "cell"] : []), "kernel", "recurrentKernel", "bias"];
  const variables = [x, ...(states ?? []), ...weights];
  const values: Record<string, ArrayLike<number>> = {};
  outputs.forEach((output, k) => {
    values[`output ${k}`] = output.dataSync();
  });
  variables.forEach(({ name }, k) => {
    values[`gradient of ${names[k]}`] = grads[name]!.dataSync();
  });
  tf.dispose([x, ...(states ?? []), ...outputs, ...Object.values(grads)]);
  return values;
}

/** The relative error of every output and gradient of the fused layer beside the stock layer's. */
export function compare(trial: Trial, seed = 1): Record<string, number> {
  // The default of the recurrent kernel, orthogonal, takes a second for each layer.
  const { defaults: _, ...args } = { recurrentInitializer: "zeros" as const, ...trial.args };
  const withMasks = () => ({ ...args, ...(trial.dropoutFunc && { dropoutFunc: trial.dropoutFunc() }) });
  const stock = run(tf.layers.lstm(withMasks()), trial, seed);
  const fused = run(fusedLstm({ ...withMasks(), defaults: "tfjs" }), trial, seed);
  return Object.fromEntries(
    Object.entries(stock).map(([name, values]) => {
      const actual = Array.from(fused[name] ?? []);
      const error = actual.every(Number.isFinite) ? relativeError(actual, values) : Number.POSITIVE_INFINITY;
      return [name, error];
    }),
  );
}

export const worst = (errors: Record<string, number>) => Math.max(...Object.values(errors));
