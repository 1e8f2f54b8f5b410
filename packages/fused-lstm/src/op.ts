import * as tf from "@tensorflow/tfjs";
import { composedLstm } from "./composed-lstm.ts";
import { FusedLstmError } from "./errors.ts";
import { LstmCall } from "./lstm-call.ts";
import { openReserves } from "./open-reserves.ts";
import type { LstmCallOptions, LstmInputs } from "./options.ts";

const KERNEL_NAME = "FusedLstm";
type Attributes = { call: LstmCall };

tf.registerGradient({
  kernelName: KERNEL_NAME,
  saveAllInputs: true,
  gradFunc: (dOutputs, saved, attributes) => {
    const { call } = attributes as unknown as Attributes;
    const gradients = call.gradients(Array.isArray(dOutputs) ? dOutputs : [dOutputs], saved);
    return gradients as unknown as ReturnType<tf.GradFunc>;
  },
});

export interface FusedLstmOpOptions extends Omit<LstmCallOptions, "returnState"> {
  initialState?: { hidden: tf.Tensor2D; cell: tf.Tensor2D };
}

/**
 * The LSTM as one differentiable TensorFlow.js operation, on any backend: it copies the tensors to the kernel and the
 * results back. Only the gradients that TensorFlow.js asks for are computed. `dropout` applies whenever it is given.
 *
 * @param x [batch, steps, inputs]
 * @param kernel [inputs, 4 units]
 * @param recurrentKernel [units, 4 units]
 * @param bias [4 units]; null: zeros
 * @returns hidden states: [batch, steps, units] or, without `returnSequences`, [batch, units]
 * @throws FusedLstmError `bad_shape`, `bad_threads`, `out_of_memory`, `thread_failed`
 *
 * @example
 * const hidden = fusedLstmOp(x, kernel, recurrentKernel, bias, { returnSequences: false });
 */
export function fusedLstmOp(
  x: tf.Tensor3D,
  kernel: tf.Tensor2D,
  recurrentKernel: tf.Tensor2D,
  bias: tf.Tensor1D | null,
  { initialState, ...options }: FusedLstmOpOptions,
): tf.Tensor {
  const weights = { kernel, recurrentKernel, ...(bias && { bias }) };
  return runLstm({ x, ...initialState, ...weights }, options)[0]!;
}

/**
 * `fusedLstmOp` for the layer.
 *
 * @param frozen no weight is trained: keep nothing for a backward pass unless the gradient of another input needs one
 * @returns the output or, with `returnState`, the output, the last hidden state and the last cell state
 */
export function runLstm(
  inputs: LstmInputs<tf.Tensor>,
  options: LstmCallOptions,
  { frozen = false } = {},
): tf.Tensor[] {
  const { x, hidden, cell, kernel, recurrentKernel, bias } = inputs;
  openReserves.releaseOlder();
  const [batch, steps, inputSize] = x.shape as [number, number, number];
  checkWeightShapes(inputs);
  if (batch === 0 || inputSize === 0) {
    const outputs = tf.tidy(() => composedLstm(inputs, options));
    return options.returnState ? outputs : outputs.slice(0, 1);
  }
  // The order in which TensorFlow.js asks for the gradients: if it asks for the weights' first, it does not need dx.
  const ordered = Object.entries({ x, hidden, cell, kernel, recurrentKernel, bias }).filter(
    (entry): entry is [keyof LstmInputs<unknown>, tf.Tensor] => entry[1] !== undefined,
  );
  const weights = [kernel, recurrentKernel, ...(bias ? [bias] : [])];
  const isFrozen = frozen || weights.every((each) => each instanceof tf.Variable && !each.trainable);
  const keep = tf.engine().isTapeOn() && !(isFrozen && ![x, hidden, cell].some(isOnTape));
  const shape = { batch, steps, inputs: inputSize, units: recurrentKernel.shape[0]! };
  const call = new LstmCall(
    ordered.map(([name]) => name),
    shape,
    options,
    keep,
  );
  const asFloats = (tensor: tf.Tensor) => (tensor.dtype === "float32" ? tensor : tf.cast(tensor, "float32"));
  return tf.tidy(() =>
    runKernel(
      ordered.map(([, tensor]) => asFloats(tensor)),
      { call },
    ),
  );
}

function checkWeightShapes({ x, kernel, recurrentKernel, bias }: LstmInputs<tf.Tensor>): void {
  const inputs = x.shape[2]!;
  const units = recurrentKernel.shape[0]!;
  const expected = {
    x: [x, [x.shape[0]!, x.shape[1]!, inputs]],
    kernel: [kernel, [inputs, 4 * units]],
    recurrentKernel: [recurrentKernel, [units, 4 * units]],
    ...(bias && { bias: [bias, [4 * units]] }),
  } as Record<string, [tf.Tensor, number[]]>;
  for (const [name, [{ shape }, legal]] of Object.entries(expected)) {
    if (shape.length === legal.length && shape.every((size, k) => size === legal[k])) continue;
    const given = `${name} has the shape [${shape.join(", ")}]`;
    throw new FusedLstmError(
      "bad_shape",
      `${given}: expected [${legal.map((size) => size ?? "inputs").join(", ")}]`,
    );
  }
}

function runKernel(tensors: tf.Tensor[], attributes: Attributes): tf.Tensor[] {
  const backendName = tf.getBackend();
  if (!tf.getKernel(KERNEL_NAME, backendName)) {
    tf.registerKernel({
      kernelName: KERNEL_NAME,
      backendName,
      kernelFunc: ({ inputs, attrs }) =>
        (attrs as unknown as Attributes).call.forward(inputs as unknown as tf.Tensor[]),
    });
  }
  // TensorFlow.js takes lists of inputs too (its Concat is called so), but its types do not say so.
  return tf
    .engine()
    .runKernel(
      KERNEL_NAME,
      tensors as unknown as tf.NamedTensorMap,
      attributes as unknown as tf.NamedAttrMap,
    ) as tf.Tensor[];
}

/** Whether a recorded operation computed the tensor, or an optimiser may train it: a gradient may go through it. */
function isOnTape(tensor: tf.Tensor | undefined): boolean {
  if (!tensor) return false;
  if (tensor instanceof tf.Variable) return tensor.trainable;
  const tape = tf.engine().state.activeTape;
  return tape.some((node) => node.outputs.some(({ id }) => id === tensor.id));
}
