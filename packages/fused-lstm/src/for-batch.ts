import * as tf from "@tensorflow/tfjs";
import { FusedLstmError } from "./errors.ts";

/**
 * A mask or state of the whole batch. One sequence counts for all, as in the stock layer.
 *
 * @param tensor [batch or 1, size], or with a further axis of length 1
 * @returns [batch, size]
 * @throws FusedLstmError `bad_shape` for another shape
 */
export function forBatch(name: string, tensor: tf.Tensor, [batch, size]: [number, number]): tf.Tensor {
  const [sequences, length, ...rest] = tensor.shape;
  const isOne = rest.length === 0 || (rest.length === 1 && rest[0] === 1);
  if (!isOne || length !== size || (sequences !== batch && sequences !== 1)) {
    const expected = `expected [${batch}, ${size}]`;
    throw new FusedLstmError("bad_shape", `${name} has the shape [${tensor.shape.join(", ")}]: ${expected}`);
  }
  const flat = rest.length === 0 ? tensor : tf.reshape(tensor, [sequences!, size]);
  return sequences === batch ? flat : tf.tile(flat, [batch, 1]);
}
