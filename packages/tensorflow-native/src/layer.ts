import * as tf from "@tensorflow/tfjs";
import { blockLstmOp } from "./block-lstm.ts";

export type BlockLstmArgs = Pick<
  Parameters<typeof tf.layers.lstm>[0],
  "name" | "units" | "returnSequences" | "kernelInitializer" | "recurrentInitializer"
>;

// TensorFlow.js exports a factory for its LSTM layer but not the class. A subclass keeps the stock layer's weights,
// configuration and serialised class name: only the computation differs.
const StockLstm = tf.layers.lstm({ units: 1, name: "stock_lstm" }).constructor as new (
  args: Parameters<typeof tf.layers.lstm>[0],
) => tf.RNN;

class BlockLSTM extends StockLstm {
  readonly #returnSequences: boolean;

  constructor(args: BlockLstmArgs) {
    super({ ...args, recurrentActivation: "sigmoid", unitForgetBias: true });
    this.#returnSequences = args.returnSequences ?? false;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor3D;
      const [kernel, recurrentKernel, bias] = this.weights.map((weight) => weight.read());
      const weights = tf.concat([kernel!, recurrentKernel!], 0) as tf.Tensor2D;
      // The op expects time as the first axis.
      const hidden = blockLstmOp(tf.transpose(x, [1, 0, 2]), weights, bias as tf.Tensor1D);
      const [steps, batch, units] = hidden.shape;
      if (this.#returnSequences) return tf.transpose(hidden, [1, 0, 2]);
      return tf.reshape(tf.slice(hidden, [steps - 1, 0, 0], [1, batch, units]), [batch, units]);
    });
  }
}

/**
 * `tf.layers.lstm` with Keras' defaults (sigmoid gates, a forget bias of one), computed by one TensorFlow op:
 * [batch, steps, features] -> [batch, steps, units] or, without `returnSequences`, [batch, units]. It needs the backend
 * that `useTensorFlow` sets. Saved models contain a stock `LSTM` layer.
 *
 * @example
 * await useTensorFlow();
 * model.add(blockLstm({ units: 100, returnSequences: true }));
 */
export function blockLstm(args: BlockLstmArgs): tf.RNN {
  return new BlockLSTM(args);
}
