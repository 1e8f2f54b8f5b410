import type { LstmTrainingOptions } from "./kernel/shape.ts";

/** What one call of the layer computes, beside its tensors. */
export interface LstmCallOptions extends Omit<LstmTrainingOptions, "initialState"> {
  /** true: return the last hidden state and the last cell state too. */
  returnState?: boolean;
}

/** The differentiable inputs of the layer, in the order in which TensorFlow.js asks for their gradients. */
export interface LstmInputs<T> {
  /** [batch, steps, inputs] */
  x: T;
  /** Initial hidden state [batch, units]; default: zeros. */
  hidden?: T | undefined;
  /** Initial cell state [batch, units]; default: zeros. */
  cell?: T | undefined;
  /** [inputs, 4 units] */
  kernel: T;
  /** [units, 4 units] */
  recurrentKernel: T;
  /** [4 units]; default: zeros. */
  bias?: T | undefined;
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
