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

/** 0 with the probability `rate`, else 1 / (1 - rate), so that the mean stays. */
function drawMask(shape: number[], { rate, uint32 }: OutputDropout): tf.Tensor {
  const random = new Random(uint32());
  const kept = 1 / (1 - rate);
  const dropBelow = rate * 2 ** 32;
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
  for (let k = 0; k < values.length; k++) values[k] = random.uint32() < dropBelow ? 0 : kept;
  return tf.tensor(values, shape);
}

/**
 * `tf.layers.dropout` drawn from our generator: the stock layer with a seed drops the same places in every step, and
 * without one no two trainings are alike.
 */
export function seededDropout(dropout: OutputDropout): DropoutLayer {
  return new SeededDropout(dropout);
}
