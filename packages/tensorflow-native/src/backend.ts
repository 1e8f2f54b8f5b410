import type * as tf from "@tensorflow/tfjs";

/** A tensor of TensorFlow, outside TensorFlow.js. */
export interface NativeTensor {
  id: number;
  shape: number[];
  dtype: number;
}

export interface OpAttribute {
  name: string;
  type: number;
  value: number | boolean;
}

/** The part of tfjs_binding.node that this package uses. */
export interface Binding {
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_FLOAT: number;
  readonly TF_INT64: number;
  readonly TF_Version: string;
  createTensor(shape: number[], dtype: number, values: ArrayBufferView): number;
  executeOp(name: string, attributes: OpAttribute[], inputIds: number[], outputs: number): NativeTensor[];
}

/** tfjs-node's `NodeJSKernelBackend`. */
export interface NativeBackend extends tf.KernelBackend {
  readonly binding: Binding;
  getInputTensorIds(tensors: tf.Tensor[]): number[];
  createOutputTensor(tensor: NativeTensor): tf.Tensor;
}
