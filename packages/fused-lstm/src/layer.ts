import * as tf from "@tensorflow/tfjs";
import { FusedLstmError } from "./errors.ts";
import type { LstmDropout } from "./kernel/shape.ts";
import { fusedLstmOp } from "./op.ts";

export type FusedLstmArgs = Parameters<typeof tf.layers.lstm>[0] & {
  /** Set it to false for the first layer of a model: training does not need the gradient of its input. Default: true. */
  inputGradient?: boolean;
};
type Kwargs = { mask?: unknown; initialState?: unknown; training?: boolean };

// TensorFlow.js exports a factory for its LSTM layer but not the class. A subclass keeps the stock layer's weights,
// configuration and serialised class name: only the computation differs.
const StockLstm = tf.layers.lstm({ units: 1, name: "stock_lstm" }).constructor as new (
  args: FusedLstmArgs,
) => tf.RNN;

/**
 * The stock LSTM layer, computed by the WebAssembly kernel: [batch, steps, features] -> [batch, steps, units] or, without
 * `returnSequences`, [batch, units]. A dropout of the output applies in training only.
 */
export class FusedLSTM extends StockLstm {
  readonly #options: { returnSequences: boolean; inputGradient: boolean };
  readonly #dropout: OutputDropout | undefined;

  constructor({ inputGradient = true, ...args }: FusedLstmArgs, dropout?: OutputDropout) {
    refuseUnsupported(args);
    super({ ...args, recurrentActivation: "sigmoid", unitForgetBias: args.unitForgetBias ?? true });
    this.#options = { returnSequences: args.returnSequences ?? false, inputGradient };
    this.#dropout = dropout;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Kwargs): tf.Tensor | tf.Tensor[] {
    if (kwargs?.mask != null) throw unsupported("mask", "set", "none");
    if (kwargs?.initialState != null) throw unsupported("initialState", "set", "none");
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor3D;
      const dropout = kwargs?.training ? this.drawMask() : undefined;
      const [kernel, recurrentKernel, bias] = this.weights.map((weight) => weight.read());
      return fusedLstmOp(
        x,
        kernel as tf.Tensor2D,
        recurrentKernel as tf.Tensor2D,
        (bias ?? tf.zeros([kernel!.shape[1]!])) as tf.Tensor1D,
        dropout ? { ...this.#options, dropout } : this.#options,
      );
    });
  }

  /** The mask of the next training step; undefined without dropout. */
  drawMask(): LstmDropout | undefined {
    if (!this.#dropout) return undefined;
    const { rate, uint32 } = this.#dropout;
    return { rate, keys: [uint32(), uint32()] };
  }
}

/**
 * A drop-in replacement for `tf.layers.lstm`: [batch, steps, features] -> [batch, steps, units] or, without
 * `returnSequences`, [batch, units]. Defaults are Keras': `recurrentActivation` is "sigmoid", where TensorFlow.js has
 * "hardSigmoid", and `unitForgetBias` is true. Saved models contain a stock `LSTM` layer and load in plain TensorFlow.js.
 *
 * @throws FusedLstmError `unsupported` for other activations, dropout inside the layer, `stateful`, `goBackwards` and
 * `returnState`; when the layer is called, for masks and initial states
 *
 * @example
 * model.add(fusedLstm({ units: 100, returnSequences: true, inputGradient: false, inputShape: [60, 6] }));
 */
export function fusedLstm(args: FusedLstmArgs): tf.RNN {
  return new FusedLSTM(args);
}

/** Dropout of a layer's output, with the random generator of its masks. */
export interface OutputDropout {
  /** Name of the dropout layer. */
  name?: string;
  /** In [0, 1). */
  rate: number;
  /** Returns a random whole number, uniform in [0, 2^32); each training step calls it twice. */
  uint32(): number;
}

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
  return [new FusedLSTM(args, dropout), new AppliedDropout(name === undefined ? { rate } : { rate, name })];
}

function refuseUnsupported(args: FusedLstmArgs): void {
  const supported = { activation: "tanh", recurrentActivation: "sigmoid" } as const;
  for (const [name, only] of Object.entries(supported) as ["activation", "tanh"][]) {
    if (args[name] !== undefined && args[name] !== only) throw unsupported(name, args[name], `"${only}"`);
  }
  for (const name of ["dropout", "recurrentDropout"] as const) {
    if (args[name]) throw unsupported(name, args[name], "0 (add a dropout layer instead)");
  }
  for (const name of ["stateful", "goBackwards", "returnState"] as const) {
    if (args[name]) throw unsupported(name, true, "false");
  }
}

function unsupported(option: string, value: unknown, legal: string): FusedLstmError {
  return new FusedLstmError(
    "unsupported",
    `${option} is ${JSON.stringify(value)}: fusedLstm supports ${legal}`,
  );
}
