import * as tf from "@tensorflow/tfjs";
import { FusedLstmError } from "./errors.ts";
import type { LstmDropout } from "./kernel/shape.ts";
import { fusedLstmOp } from "./op.ts";

export type FusedLstmArgs = Parameters<typeof tf.layers.lstm>[0] & {
  /** False for the first layer of a model: the gradient of its input, which training does not ask for, is not computed. */
  inputGradient?: boolean;
};
type Kwargs = { mask?: unknown; initialState?: unknown; training?: boolean };

// TensorFlow.js exports the factory of its LSTM layer but not the class. Deriving from the class keeps weights,
// configuration and serialised class name those of the stock layer: only the computation differs.
const StockLstm = tf.layers.lstm({ units: 1, name: "stock_lstm" }).constructor as new (
  args: FusedLstmArgs,
) => tf.RNN;

/**
 * `tf.layers.lstm` computed by the WebAssembly kernel: [batch, steps, features] -> [batch, steps, units] or,
 * without `returnSequences`, [batch, units].
 *
 * Saved models contain a stock `LSTM` layer and load in plain TensorFlow.js.
 */
class FusedLSTM extends StockLstm {
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
      const [kernel, recurrentKernel, bias] = this.weights.map((weight) => weight.read());
      return fusedLstmOp(
        x,
        kernel as tf.Tensor2D,
        recurrentKernel as tf.Tensor2D,
        (bias ?? tf.zeros([kernel!.shape[1]!])) as tf.Tensor1D,
        kwargs?.training && this.#dropout
          ? { ...this.#options, dropout: drawMask(this.#dropout) }
          : this.#options,
      );
    });
  }
}

/**
 * A drop-in for `tf.layers.lstm`, with Keras' defaults where TensorFlow.js differs: `recurrentActivation` is
 * "sigmoid" (not "hardSigmoid") and `unitForgetBias` is true.
 *
 * @throws FusedLstmError `unsupported` for another activation, dropout inside the layer, `stateful`,
 * `goBackwards`, `returnState`, masks and initial states.
 */
export function fusedLstm(args: FusedLstmArgs): tf.RNN {
  return new FusedLSTM(args);
}

/** Dropout of a layer's output, with the generator that its masks are drawn from. */
export interface OutputDropout {
  name?: string;
  /** In [0, 1). */
  rate: number;
  /** A whole number in [0, 2^32), uniformly: drawn twice a step. */
  uint32(): number;
}

function drawMask({ rate, uint32 }: OutputDropout): LstmDropout {
  return { rate, keys: [uint32(), uint32()] };
}

type DropoutLayer = ReturnType<typeof tf.layers.dropout>;
const StockDropout = tf.layers.dropout({ rate: 0.5, name: "stock_dropout" }).constructor as new (
  args: Parameters<typeof tf.layers.dropout>[0],
) => DropoutLayer;

/** Says in the model, and in a saved one, that there is dropout here; the layer before has applied it. */
class AppliedDropout extends StockDropout {
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.clone(Array.isArray(inputs) ? inputs[0]! : inputs);
  }
}

/**
 * `fusedLstm` with the dropout of its output inside the kernel, where it costs next to nothing and is drawn from the
 * caller's generator: `tf.layers.dropout` with a seed drops the same places in every step.
 *
 * @returns two layers, to be added one right after the other; in saved models a stock `LSTM` and a stock `Dropout`
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
    if (args[name]) throw unsupported(name, args[name], "0 (put a dropout layer beside it)");
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
