import * as tf from "@tensorflow/tfjs";
import type { Random } from "./random.ts";

type DropoutArgs = Parameters<typeof tf.layers.dropout>[0];
type DropoutLayer = ReturnType<typeof tf.layers.dropout>;

// The class behind the factory: saved models contain a stock `Dropout` layer.
const StockDropout = tf.layers.dropout({ rate: 0.5, name: "stock_dropout" }).constructor as new (
  args: DropoutArgs,
) => DropoutLayer;

class SeededDropout extends StockDropout {
  readonly #keep: number;
  readonly #random: Random;

  constructor(args: DropoutArgs, random: Random) {
    super(args);
    this.#keep = 1 - args.rate;
    this.#random = random;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    if (!kwargs?.training || this.#keep === 1) return tf.clone(x);
    return applyMask(x, dropoutMask(x.size, this.#keep, this.#random));
  }
}

/**
 * `tf.layers.dropout` (Srivastava et al. 2014) that draws its masks from our generator: the stock layer with a
 * seed drops the same places in every step, and without one never repeats a run.
 */
export function seededDropout(args: DropoutArgs, random: Random): DropoutLayer {
  return new SeededDropout(args, random);
}

/**
 * x times the mask, differentiable. `tf.mul` would do; on the CPU backend it costs more than both passes of a small
 * LSTM layer.
 */
function applyMask(x: tf.Tensor, mask: Float32Array): tf.Tensor {
  const op = tf.customGrad((x) => ({
    value: masked(x as tf.Tensor, mask),
    gradFunc: (dy: tf.Tensor) => masked(dy, mask),
  }));
  return op(x);
}

function masked(x: tf.Tensor, mask: Float32Array): tf.Tensor {
  const values = x.dataSync<"float32">();
  const out = new Float32Array(mask.length);
  for (let k = 0; k < out.length; k++) out[k] = values[k]! * mask[k]!;
  return tf.tensor(out, x.shape);
}

/** 1 / keep where a value is kept, 0 elsewhere; each 32-bit draw decides two places. */
export function dropoutMask(length: number, keep: number, random: Random): Float32Array {
  const mask = new Float32Array(length);
  const threshold = Math.round(keep * 65_536);
  const kept = 65_536 / threshold;
  for (let k = 0; k < length; k += 2) {
    const bits = random.uint32();
    if ((bits & 0xffff) < threshold) mask[k] = kept;
    if (bits >>> 16 < threshold) mask[k + 1] = kept;
  }
  return mask;
}
