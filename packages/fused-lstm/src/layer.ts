import * as tf from "@tensorflow/tfjs";
import { FusedLstmError } from "./errors.ts";
import { fusedLstmOp } from "./op.ts";

export type FusedLstmArgs = Parameters<typeof tf.layers.lstm>[0];
type Kwargs = { mask?: unknown; initialState?: unknown };

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
  readonly #returnSequences: boolean;

  constructor(args: FusedLstmArgs) {
    refuseUnsupported(args);
    super({ ...args, recurrentActivation: "sigmoid", unitForgetBias: args.unitForgetBias ?? true });
    this.#returnSequences = args.returnSequences ?? false;
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
        { returnSequences: this.#returnSequences },
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
