import * as tf from "@tensorflow/tfjs";
import type { NativeBackend, OpAttribute } from "./backend.ts";

/** Ids of the op's length input by length. Each is created once, because tfjs-node leaks the int64 scalars it creates. */
const lengths = new Map<number, number>();

/**
 * Runs an LSTM over whole sequences with one TensorFlow op, `BlockLSTMV2`, and its gradient, `BlockLSTMGradV2`. It needs
 * the backend that `useTensorFlow` sets.
 *
 * @param x [steps, batch, inputs]
 * @param weights [inputs + units, 4 units]: the rows of the kernel, then those of the recurrent kernel; gates in Keras'
 * order (input, forget, cell, output)
 * @param bias [4 units]
 * @returns hidden states [steps, batch, units]
 *
 * @example
 * const weights = tf.concat2d([kernel, recurrentKernel], 0);
 * const hidden = blockLstmOp(tf.transpose(x, [1, 0, 2]), weights, bias); // x [batch, steps, inputs]
 */
export function blockLstmOp(x: tf.Tensor3D, weights: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor3D {
  const [steps, batch] = x.shape;
  const units = bias.shape[0] / 4;
  const op = tf.customGrad((...args) => {
    const [x, weights, bias, save] = args as unknown as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const [zeroState, noPeephole] = [tf.zeros([batch, units]), tf.zeros([units])];
    const peepholes = [noPeephole, noPeephole, noPeephole];
    const inputs = [x, zeroState, zeroState, weights, ...peepholes, bias];
    const outputs = execute("BlockLSTMV2", steps, inputs, 7);
    save([x, weights, bias, zeroState, noPeephole, ...outputs]);
    const gradFunc = (dHidden: tf.Tensor, saved: tf.Tensor[]) => {
      const [x, weights, bias, zeroState, noPeephole, ...outputs] = saved as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
        ...tf.Tensor[],
      ];
      const peepholes = [noPeephole, noPeephole, noPeephole];
      const dCell = tf.zerosLike(dHidden);
      const inputs = [x, zeroState, zeroState, weights, ...peepholes, bias, ...outputs, dCell, dHidden];
      const gradients = execute("BlockLSTMGradV2", steps, inputs, 8);
      return [gradients[0]!, gradients[3]!, gradients[7]!];
    };
    return { value: outputs[6]!, gradFunc };
  });
  return op(x, weights, bias) as tf.Tensor3D;
}

function execute(name: string, steps: number, tensors: tf.Tensor[], outputs: number): tf.Tensor[] {
  const backend = tf.backend() as NativeBackend;
  const { binding } = backend;
  const attributes: OpAttribute[] = [
    { name: "T", type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    { name: "use_peephole", type: binding.TF_ATTR_BOOL, value: false },
  ];
  if (name === "BlockLSTMV2") attributes.push({ name: "cell_clip", type: binding.TF_ATTR_FLOAT, value: 0 });
  let length = lengths.get(steps);
  if (length === undefined) {
    length = binding.createTensor([], binding.TF_INT64, new Int32Array([steps, 0]));
    lengths.set(steps, length);
  }
  return binding
    .executeOp(name, attributes, [length, ...backend.getInputTensorIds(tensors)], outputs)
    .map((tensor) => backend.createOutputTensor(tensor));
}
