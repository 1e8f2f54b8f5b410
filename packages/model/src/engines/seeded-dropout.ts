import * as tf from "@tensorflow/tfjs";
import type { OutputDropout } from "fused-lstm";
import { Random } from "../random.ts";

type DropoutLayer = ReturnType<typeof tf.layers.dropout>;
const StockDropout = tf.layers.dropout({ rate: 0.5, name: "stock_dropout" }).constructor as new (
  args: Parameters<typeof tf.layers.dropout>[0],
) => DropoutLayer;

class SeededDropout extends StockDropout {
  readonly #dropout: OutputDropout;

  constructor(dropout: OutputDropout) {
    const { name, rate } = dropout;
    super(name === undefined ? { rate } : { rate, name });
    this.#dropout = dropout;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: { training?: boolean } = {}): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    if (!training || this.#dropout.rate === 0) return tf.clone(x);
    return tf.tidy(() => tf.mul(x, drawMask(x.shape, this.#dropout)));
  }
}

/** A mask of `shape`: each value is 0 with probability `rate`, else 1 / (1 - rate), so the mean is 1. */
function drawMask(shape: number[], { rate, uint32 }: OutputDropout): tf.Tensor {
  const random = new Random(uint32());
  const kept = 1 / (1 - rate);
  const dropBelow = rate * 2 ** 32;
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
  for (let k = 0; k < values.length; k++) values[k] = random.uint32() < dropBelow ? 0 : kept;
  return tf.tensor(values, shape);
}

/**
 * `tf.layers.dropout` with masks from the given generator. The stock layer drops the same values in every step if it has a
 * seed, and other values in every training if it has none.
 */
export function seededDropout(dropout: OutputDropout): DropoutLayer {
  return new SeededDropout(dropout);
}
