import * as tf from "@tensorflow/tfjs";
import { lstmBackward } from "./kernel/backward.ts";
import { lstmForward } from "./kernel/inference.ts";
import type { LstmShape, LstmTrainingOptions, LstmWeights } from "./kernel/shape.ts";
import { lstmForwardTraining } from "./kernel/training.ts";

export interface FusedLstmOpOptions extends LstmTrainingOptions {
  /** False for a first layer: gradients end at its weights, which spares some work. */
  inputGradient?: boolean;
}

/**
 * The LSTM as one differentiable TensorFlow.js operation on any backend: values are read from the tensors,
 * computed by the kernel, and handed back as tensors. Dropout is ignored unless gradients are being taken.
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
  // What the backward pass reads stays in the kernel's memory, so nothing is saved on the tape.
  const op = tf.customGrad((...args) => {
    const [kernel, recurrentKernel, bias] = args as tf.Tensor[];
    const weights = readWeights(kernel!, recurrentKernel!, bias!);
    const { output, reserve } = lstmForwardTraining(shape, read(x), weights, options);
    const gradFunc = (dOutput: tf.Tensor) => {
      const gradients = lstmBackward(reserve, read(dOutput), { inputGradient });
      const ofWeights = [
        tf.tensor(gradients.dKernel, kernel!.shape),
        tf.tensor(gradients.dRecurrentKernel, recurrentKernel!.shape),
        tf.tensor(gradients.dBias, bias!.shape),
      ];
      return inputGradient ? [...ofWeights, tf.tensor(gradients.dx, x.shape)] : ofWeights;
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
