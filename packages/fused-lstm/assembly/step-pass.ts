/**
 * A whole training step of a network LSTM, ..., LSTM, dense relu, dense, in three passes. The host computes the gradient's
 * norm between the second and the third. It writes the fields, 32 bits each, in this order (src/kernel/network/step-pass.ts has the
 * same list). N = batch, U = units of the last LSTM layer, H = dense units, O = outputs.
 */
// @ts-ignore: decorator
@unmanaged
export class StepPass {
  /**
   * 4: all layers forward and backward, for some sequences of the batch; 5: the gradients of some columns of one layer's
   * weights, the last part is the head's; 6: Adam and packing for some rows of one layer's weights, the last part is the
   * biases' and the head's; 7: packing alone, before the first step.
   */
  kind: i32;
  batch: i32;
  /** Sequences in a part of kind 4. The layers' `perPart` are the panels of dW in a part of kind 5. */
  perPart: i32;
  /** The first LSTM layer's pass; `next` leads to the others. */
  layers: usize;
  units: i32;
  dense: i32;
  outputs: i32;
  /** All weights are adjacent: W of each LSTM layer, then from float `rest` on the LSTM layers' biases and the head. */
  rest: i32;
  total: i32;
  /** [total] each; `mean` and `square` are the moments of Adam. */
  values: usize;
  gradients: usize;
  mean: usize;
  square: usize;
  /** In `values`: [U, H], [H], [H, O], [O]. */
  kernel1: usize;
  bias1: usize;
  kernel2: usize;
  bias2: usize;
  /** [N, U]: the output of the last LSTM layer. */
  hidden: usize;
  dHidden: usize;
  /** [N, O] */
  targets: usize;
  /** [O] */
  lossWeights: usize;
  /** [N, H] */
  activations: usize;
  dActivations: usize;
  /** [N, O] */
  dResults: usize;
  /** [N + 1]: the weighted squared error of each sequence, then the penalty. */
  losses: usize;
  /**
   * Float64: the sum of squares of the gradients in each panel of columns of each layer, then of the head's. Their order does
   * not depend on the parts.
   */
  squares: usize;
  /** Penalty on kernel1. */
  l2: f32;
  /** Learning rate times both bias corrections. */
  rate: f32;
  beta1: f32;
  beta2: f32;
  epsilon: f32;
  /** Factor of the gradient: below 1 where its norm is limited. */
  scale: f32;
}
