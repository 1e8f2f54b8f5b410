import * as tf from "@tensorflow/tfjs";
import { drawCellMask, type LstmCell, refuseUnsupported } from "./cell.ts";
import { FusedLstmError } from "./errors.ts";
import { forBatch } from "./for-batch.ts";
import type { LstmDropout } from "./kernel/shape.ts";
import { runLstm } from "./op.ts";
import type { LstmCallOptions, OutputDropout } from "./options.ts";
import { markAsFused, registerFusedLstm } from "./registration.ts";

type StockLstmArgs = Parameters<typeof tf.layers.lstm>[0];
interface Kwargs {
  mask?: tf.Tensor | null;
  initialState?: tf.Tensor[] | null;
  training?: boolean;
}

export type FusedLstmArgs = StockLstmArgs & {
  /**
   * What `recurrentActivation` and `unitForgetBias` are when they are not given. "keras": "sigmoid" and true, as in Keras.
   * "tfjs": "hardSigmoid" and false, as in `tf.layers.lstm`. Default: "keras".
   */
  defaults?: "keras" | "tfjs";
};

// TensorFlow.js exports a factory for its LSTM layer but not the class. A subclass keeps the stock layer's weights,
// configuration and serialised class name: only the computation differs.
const StockLstm = tf.layers.lstm({ units: 1, name: "stock_lstm" }).constructor as new (
  args: StockLstmArgs,
) => tf.RNN;

/** The stock LSTM layer, with TensorFlow.js' defaults, computed by the kernel. `outputDropout` applies in training. */
export class FusedLSTM extends StockLstm {
  readonly #outputDropout: OutputDropout | undefined;

  constructor(args: StockLstmArgs, outputDropout?: OutputDropout) {
    super({ ...args });
    refuseUnsupported(this.#cell);
    this.#outputDropout = outputDropout;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Kwargs | null): tf.Tensor | tf.Tensor[] {
    return tf.tidy(() => {
      const training = kwargs?.training ?? false;
      const x = exactlyOne(inputs);
      const states = kwargs?.initialState ?? (this.stateful ? this.states : null);
      // Not by their position in `this.weights`, which lists the trainable ones first.
      const { kernel, recurrentKernel, bias } = this.#cell;
      const mask = training ? drawCellMask(this.#cell, "dropout", [x.shape[0]!, x.shape[2]!]) : undefined;
      const [output, ...lastStates] = runLstm(
        {
          x: mask ? tf.mul(x, tf.expandDims(mask, 1)) : x,
          ...(states && this.#named(states, x.shape[0]!)),
          kernel: kernel.read(),
          recurrentKernel: recurrentKernel.read(),
          bias: bias?.read(),
        },
        this.#optionsOf(x, kwargs?.mask ?? null, training),
        { frozen: this.trainableWeights.length === 0 },
      );
      if (this.stateful) this.resetStates(lastStates, training);
      return this.returnState ? [output!, ...lastStates] : output!;
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return markAsFused(super.getConfig(), { outputDropout: this.#outputDropout !== undefined });
  }

  /** The mask of the output in the next training step; undefined without dropout. */
  drawMask(): LstmDropout | undefined {
    if (!this.#outputDropout) return undefined;
    const { rate, uint32 } = this.#outputDropout;
    return { rate, keys: [uint32(), uint32()] };
  }

  #optionsOf(x: tf.Tensor, mask: tf.Tensor | null, training: boolean): LstmCallOptions {
    const { recurrentActivation, units } = this.#cell;
    const shape: [number, number] = [x.shape[0]!, units];
    const options: LstmCallOptions = {
      returnSequences: this.returnSequences,
      returnState: this.returnState || this.stateful,
      goBackwards: this.goBackwards,
      recurrentActivation: recurrentActivation.getClassName() as "sigmoid" | "hardSigmoid",
    };
    if (mask) options.mask = readMask(mask, x);
    if (!training) return options;
    const recurrentDropout = drawCellMask(this.#cell, "recurrentDropout", shape)?.dataSync<"float32">();
    const dropout = this.drawMask();
    return { ...options, ...(recurrentDropout && { recurrentDropout }), ...(dropout && { dropout }) };
  }

  #named(states: tf.Tensor[], batch: number) {
    if (states.length !== 2) {
      throw new Error(`RNN Layer has 2 state(s) but was passed ${states.length} initial state(s).`);
    }
    const shape: [number, number] = [batch, this.#cell.units];
    const [hidden, cell] = states as [tf.Tensor, tf.Tensor];
    return {
      hidden: forBatch("initialState[0]", hidden, shape),
      cell: forBatch("initialState[1]", cell, shape),
    };
  }

  get #cell(): LstmCell {
    return this.cell as unknown as LstmCell;
  }
}

function exactlyOne(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
  if (!Array.isArray(inputs)) return inputs;
  if (inputs.length !== 1) throw new Error(`Expected Tensor length to be 1; got ${inputs.length}`);
  return inputs[0]!;
}

/** @param mask [batch, steps] or [batch, steps, 1], of any type */
function readMask(mask: tf.Tensor, x: tf.Tensor): Float32Array {
  const values = forBatch("mask", mask, [x.shape[0]!, x.shape[1]!]).dataSync();
  return Float32Array.from(values, (value) => Number(value !== 0));
}

registerFusedLstm((config) => new FusedLSTM(config as unknown as StockLstmArgs));

/**
 * A drop-in replacement for `tf.layers.lstm`: [batch, steps, features] -> [batch, steps, units] or, without
 * `returnSequences`, [batch, units]. Defaults are Keras': `recurrentActivation` is "sigmoid", where TensorFlow.js has
 * "hardSigmoid", and `unitForgetBias` is true. `fusedLstm({ ...args, defaults: "tfjs" })` has TensorFlow.js' defaults. What is
 * given always counts. Saved models contain a stock `LSTM` layer and load in plain TensorFlow.js and Keras.
 *
 * @throws FusedLstmError `unsupported` unless `activation` is "tanh" and `recurrentActivation` "sigmoid" or "hardSigmoid"; when
 * it is called, `bad_shape` for states and masks of other shapes
 *
 * @example
 * model.add(fusedLstm({ units: 100, returnSequences: true, inputShape: [60, 6] }));
 */
export function fusedLstm(args: FusedLstmArgs): tf.RNN {
  return new FusedLSTM(withDefaults(args));
}

/** The arguments with the defaults that they ask for. */
export function withDefaults({ defaults = "keras", ...args }: FusedLstmArgs): StockLstmArgs {
  if (defaults === "tfjs") return args;
  if (defaults !== "keras") {
    const given = JSON.stringify(defaults);
    throw new FusedLstmError("unsupported", `defaults is ${given}: fusedLstm supports "keras" and "tfjs"`);
  }
  const { recurrentActivation = "sigmoid", unitForgetBias = true } = args;
  return { ...args, recurrentActivation, unitForgetBias };
}
