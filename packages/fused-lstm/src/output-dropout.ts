import * as tf from "@tensorflow/tfjs";
import { FusedLstmError } from "./errors.ts";
import { FusedLSTM, type FusedLstmArgs, withDefaults } from "./layer.ts";
import type { OutputDropout } from "./options.ts";

type DropoutLayer = ReturnType<typeof tf.layers.dropout>;
const StockDropout = tf.layers.dropout({ rate: 0.5, name: "stock_dropout" }).constructor as new (
  args: Parameters<typeof tf.layers.dropout>[0],
) => DropoutLayer;

/** Passes its input on. It only records the dropout in the model and its file: the layer before has applied it. */
export class AppliedDropout extends StockDropout {
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.clone(Array.isArray(inputs) ? inputs[0]! : inputs);
  }
}

/**
 * `fusedLstm` with dropout of its output. The kernel applies the dropout, at almost no cost, with masks from the caller's
 * generator; `tf.layers.dropout` with a seed drops the same values in every step.
 *
 * @returns two layers. Add them one right after the other; a saved model contains a stock `LSTM` and a stock `Dropout`.
 * @throws FusedLstmError as `fusedLstm`
 *
 * @example
 * const uint32 = () => Math.floor(Math.random() * 2 ** 32);
 * for (const layer of fusedLstmDropout({ units: 100 }, { rate: 0.25, uint32 })) model.add(layer);
 */
export function fusedLstmDropout(args: FusedLstmArgs, dropout: OutputDropout): [tf.RNN, DropoutLayer] {
  const { name, rate } = dropout;
  if (!(rate >= 0 && rate < 1)) {
    throw new FusedLstmError("unsupported", `rate is ${rate}: expected a number from 0 to below 1`);
  }
  const lstm = new FusedLSTM(withDefaults(args), dropout);
  return [lstm, new AppliedDropout(name === undefined ? { rate } : { rate, name })];
}
