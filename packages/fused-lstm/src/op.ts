import * as tf from "@tensorflow/tfjs";
import { lstmBackward } from "./kernel/backward.ts";
import { lstmForward } from "./kernel/inference.ts";
import type { LstmShape, LstmTrainingOptions, LstmWeights } from "./kernel/shape.ts";
import { lstmForwardTraining } from "./kernel/training.ts";

export interface FusedLstmOpOptions extends LstmTrainingOptions {
  /** false: do not compute the gradient of `x`, which the first layer of a model does not need. Default: true. */
  inputGradient?: boolean;
}

/**
 * The LSTM as one differentiable TensorFlow.js operation, on any backend: it copies the tensors to the kernel and the
 * results back. Dropout applies only while gradients are recorded.
 *
 * @param x [batch, steps, inputs]
 * @param kernel [inputs, 4 units]
 * @param recurrentKernel [units, 4 units]
 * @param bias [4 units]
 * @returns hidden states: [batch, steps, units] or, without `returnSequences`, [batch, units]
 * @throws FusedLstmError `bad_shape`, `bad_threads`, `thread_failed`
 *
 * @example
 * const hidden = fusedLstmOp(x, kernel, recurrentKernel, bias, { returnSequences: false });
 */
export function fusedLstmOp(
  x: tf.Tensor3D,
  kernel: tf.Tensor2D,
  recurrentKernel: tf.Tensor2D,
  bias: tf.Tensor1D,
  { inputGradient = true, ...options }: FusedLstmOpOptions,
): tf.Tensor {
  const [batch, steps, inputs] = x.shape;
  const [units] = recurrentKernel.shape;
  const shape: LstmShape = { batch, steps, inputs, units };
  const outputShape = options.returnSequences ? [batch, steps, units] : [batch, units];

  if (!tf.engine().isTapeOn()) {
    return tf.tensor(
      lstmForward(shape, read(x), readWeights(kernel, recurrentKernel, bias), options),
      outputShape,
    );
  }
  // The backward pass reads from the kernel's memory, so the tape saves no tensors.
  const op = tf.customGrad((...args) => {
    const [kernel, recurrentKernel, bias] = args as tf.Tensor[];
    const weights = readWeights(kernel!, recurrentKernel!, bias!);
    const { output, reserve } = lstmForwardTraining(shape, read(x), weights, options);
    const gradFunc = (dOutput: tf.Tensor) => {
      const gradients = lstmBackward(reserve, read(dOutput), { inputGradient });
      const weightGradients = [
        tf.tensor(gradients.dKernel, kernel!.shape),
        tf.tensor(gradients.dRecurrentKernel, recurrentKernel!.shape),
        tf.tensor(gradients.dBias, bias!.shape),
      ];
      return inputGradient ? [...weightGradients, tf.tensor(gradients.dx, x.shape)] : weightGradients;
    };
    return { value: tf.tensor(output, outputShape), gradFunc };
  });
  const differentiated: tf.Tensor[] = [kernel, recurrentKernel, bias];
  return op(...(inputGradient ? [...differentiated, x] : differentiated));
}

function readWeights(kernel: tf.Tensor, recurrentKernel: tf.Tensor, bias: tf.Tensor): LstmWeights {
  return { kernel: read(kernel), recurrentKernel: read(recurrentKernel), bias: read(bias) };
}

function read(tensor: tf.Tensor): Float32Array {
  return tensor.dataSync<"float32">();
}
