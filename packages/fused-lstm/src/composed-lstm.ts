import * as tf from "@tensorflow/tfjs";
import { hardSigmoid, sigmoid, tanh } from "./activations.ts";
import { dropoutMask } from "./dropout-mask.ts";
import type { LstmCallOptions, LstmInputs } from "./options.ts";

/**
 * The layer in plain TensorFlow.js operations, about a dozen for each step: for gradients of gradients and for empty batches.
 *
 * @returns the output [batch, steps, units] or, without `returnSequences`, [batch, units]; then the last hidden state and the
 * last cell state [batch, units]
 */
export function composedLstm(
  inputs: LstmInputs<tf.Tensor>,
  options: LstmCallOptions,
): [output: tf.Tensor, hidden: tf.Tensor, cell: tf.Tensor] {
  const { x, kernel, recurrentKernel, bias } = inputs;
  const [batch, steps] = x.shape as [number, number, number];
  const [units] = recurrentKernel.shape as [number, number];
  const recurrentDropout = options.recurrentDropout && tf.tensor(options.recurrentDropout, [batch, units]);
  const kept = options.mask && tf.tensor(options.mask, [batch, steps, 1]);
  const mask = kept && stepsOf(kept);
  const order = Array.from({ length: steps }, (_, step) => (options.goBackwards ? steps - 1 - step : step));
  // x of a step that is left out may be NaN, and NaN times zero is NaN.
  const rows = stepsOf(kept ? tf.where(tf.cast(kept, "bool"), x, tf.zerosLike(x)) : x);

  let hidden = inputs.hidden ?? tf.zeros([batch, units]);
  let cell = inputs.cell ?? tf.zeros([batch, units]);
  const outputs: tf.Tensor[] = [];
  for (const step of order) {
    const recurrent = recurrentDropout ? tf.mul(hidden, recurrentDropout) : hidden;
    const product = tf.add(tf.matMul(rows[step]!, kernel), tf.matMul(recurrent, recurrentKernel));
    const next = nextState(bias ? tf.add(product, bias) : product, cell, options);
    hidden = mask ? choose(mask[step]!, next.hidden, hidden) : next.hidden;
    cell = mask ? choose(mask[step]!, next.cell, cell) : next.cell;
    if (options.returnSequences) outputs.push(hidden);
  }
  const output = options.returnSequences ? tf.stack(outputs, 1) : hidden;
  if (!options.dropout) return [output, hidden, cell];
  const dropped = tf.mul(output, tf.tensor(dropoutMask(output.size, options.dropout), output.shape));
  return [dropped, hidden, cell];
}

/** Splits [batch, steps, size] into steps of [batch, size]. */
function stepsOf(x: tf.Tensor): tf.Tensor[] {
  const [batch, steps, size] = x.shape as [number, number, number];
  // The gradient of tf.unstack fails for a single tensor.
  return steps === 1 ? [tf.reshape(x, [batch, size])] : tf.unstack(x, 1);
}

/** @param gates [batch, 4 units] before their activations, in the order i, f, g, o */
function nextState(gates: tf.Tensor, cell: tf.Tensor, { recurrentActivation }: LstmCallOptions) {
  const activate = recurrentActivation === "hardSigmoid" ? hardSigmoid : sigmoid;
  const [i, f, g, o] = tf.split(gates, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  const next = tf.add(tf.mul(activate(f), cell), tf.mul(activate(i), tanh(g)));
  return { hidden: tf.mul(activate(o), tanh(next)), cell: next };
}

/** `ifOne` where the mask [batch, 1] is 1, `ifZero` where it is 0. */
function choose(mask: tf.Tensor, ifOne: tf.Tensor, ifZero: tf.Tensor): tf.Tensor {
  return tf.add(tf.mul(ifOne, mask), tf.mul(ifZero, tf.sub(1, mask)));
}
