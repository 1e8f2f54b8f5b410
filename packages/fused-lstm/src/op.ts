import * as tf from "@tensorflow/tfjs";
import {
  type LstmOptions,
  type LstmShape,
  type LstmWeights,
  lstmBackward,
  lstmForwardTraining,
} from "./kernel/index.ts";

/**
 * The LSTM as one differentiable TensorFlow.js operation on any backend: values are read from the tensors,
 * computed by the kernel, and handed back as tensors.
 *
 * @param x [batch, steps, inputs]
 * @param kernel [inputs, 4 units]
 * @param recurrentKernel [units, 4 units]
 * @param bias [4 units]
 * @returns hidden states [batch, steps, units], or the last one, [batch, units]
 */
export function fusedLstmOp(
  x: tf.Tensor3D,
  kernel: tf.Tensor2D,
  recurrentKernel: tf.Tensor2D,
  bias: tf.Tensor1D,
  options: LstmOptions,
): tf.Tensor {
  const [batch, steps, inputs] = x.shape;
  const [units] = recurrentKernel.shape;
  const shape: LstmShape = { batch, steps, inputs, units };
  const outputShape = options.returnSequences ? [batch, steps, units] : [batch, units];

  const op = tf.customGrad((...args) => {
    const tensors = args.slice(0, 4) as tf.Tensor[];
    const save = args[4] as tf.GradSaveFunc;
    const { values, weights } = readInputs(tensors);
    const { output, reserve } = lstmForwardTraining(shape, values, weights, options);
    save([...tensors, tf.tensor1d(reserve)]);

    const gradFunc = (dOutput: tf.Tensor, saved: tf.Tensor[]) => {
      const { values, weights } = readInputs(saved);
      const reserve = read(saved[4]!);
      const gradients = lstmBackward(shape, values, weights, reserve, read(dOutput), options);
      return [
        tf.tensor(gradients.dx, x.shape),
        tf.tensor(gradients.dKernel, kernel.shape),
        tf.tensor(gradients.dRecurrentKernel, recurrentKernel.shape),
        tf.tensor(gradients.dBias, bias.shape),
      ];
    };
    return { value: tf.tensor(output, outputShape), gradFunc };
  });
  return op(x, kernel, recurrentKernel, bias);
}

function readInputs(tensors: tf.Tensor[]): { values: Float32Array; weights: LstmWeights } {
  const [values, kernel, recurrentKernel, bias] = tensors.slice(0, 4).map(read) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  return { values, weights: { kernel, recurrentKernel, bias } };
}

function read(tensor: tf.Tensor): Float32Array {
  return tensor.dataSync<"float32">();
}
