/**
 * One pass over one layer, in parts that any thread may take. The host writes the fields, 32 bits each, in this order
 * (src/kernel/layer-pass.ts has the same list). N = batch, T = steps; P, D and G as in pack.ts. `usize` fields are
 * byte addresses.
 */
// @ts-ignore: decorator
@unmanaged
export class LayerPass {
  /** 0 forward, 1 backward through time, 2 weight gradients, 3 forward pipelined: each part is one layer of a stack. */
  kind: i32;
  batch: i32;
  steps: i32;
  inputs: i32;
  units: i32;
  /** Kinds 0 and 1: sequences in a part. Kind 2: panels of dW in a part. Kind 3: layers of the stack. */
  perPart: i32;
  /** 1: the output has the hidden states of all steps; 0: that of the last step only. */
  returnSequences: i32;
  /** 1: keep every step for the backward pass; 0: `rows`, `gates`, `cell` and `cellTanh` hold one step. */
  keep: i32;
  /** [N, T, inputs] */
  x: usize;
  /** W [D, G] in panels. */
  weights: usize;
  /** [G] */
  bias: usize;
  /** [N, T + 1, ldRows]: row t is [h_{t-1} | x_t], D floats. [N, 1, ldRows] without `keep`. */
  rows: usize;
  /** [N, T, G]: the activated gates; the backward pass replaces them by dz, the gradient of their arguments. */
  gates: usize;
  /** [N, T, P] */
  cell: usize;
  /** [N, T, P] */
  cellTanh: usize;
  /** [N, T, units] with `returnSequences`, else [N, units]. */
  output: usize;
  /** Wᵀ [G, D] in panels. */
  weightsT: usize;
  /** Gradient of the output, in the output's shape. */
  dOutput: usize;
  /** [N, ldGradient]: gradient of a row of `rows`. */
  dRows: usize;
  /** [N, P] */
  dCell: usize;
  /** [N, T, inputs], or 0: not wanted. */
  dx: usize;
  /** [D, G] */
  dWeights: usize;
  /** [G] */
  dBias: usize;
  /** [ldGradient] zeros. */
  zeros: usize;
  /** Forward kinds: the pass of the next layer, which has this layer's output as its x; 0: this is the last layer. */
  next: usize;
  /** Kind 3: the counter of this layer's finished steps; else 0. */
  progress: usize;
  /** Kind 3: the counter of the layer below; 0: this is the first layer. */
  progressBelow: usize;
  /** Dropout keeps a value whose hash is below this; 0: no dropout. */
  keepBelow: i32;
  dropKey1: i32;
  dropKey2: i32;
  /** 1 / (1 - rate) */
  keepScale: f32;
  /** Whole training steps only (step-pass.ts): W [D, G], row-major. */
  joined: usize;
  /** Keras' kernels and bias, which a step writes too. */
  kernel: usize;
  recurrentKernel: usize;
  kerasBias: usize;
  /** 1: the gates are TensorFlow.js' hard sigmoids; 0: sigmoids. */
  hardSigmoid: i32;
  /** 1: x and the mask are read from the last step to the first. */
  goBackwards: i32;
  /** [N, T]: 0 for a step that is left out, whose states are those of the step before. 0: all steps are there. */
  mask: usize;
  /** [N, P]: factors of h in `rows`, the same at all steps; or 0. */
  recurrentMask: usize;
  /** [N, P]: the states before the first step; 0: they are zero. */
  initialHidden: usize;
  initialCell: usize;
  /** [N, P]: h of the last step so far; a pass with a mask needs it. 0: not wanted. */
  hidden: usize;
  /**
   * 1: at the start of the backward pass `dRows` and `dCell` have the gradients of the final states; at its end they have
   * those of the initial states. 0: the former are zero, and the latter are not wanted.
   */
  stateGradient: i32;

  /** P, the units rounded up to whole vectors. */
  // @ts-ignore: decorator
  @inline
  get padded(): i32 {
    return (this.units + 3) & ~3;
  }

  /** The step of x and of the mask that is read at step t. */
  // @ts-ignore: decorator
  @inline
  source(t: i32): i32 {
    return this.goBackwards ? this.steps - 1 - t : t;
  }

  /** Whether sequence n leaves step t out. */
  // @ts-ignore: decorator
  @inline
  isMasked(n: i32, t: i32): bool {
    return this.mask != 0 && load<f32>(this.mask + (<usize>(n * this.steps + this.source(t)) << 2)) == 0;
  }

  /** Whether all sequences of [first, last) leave step t out. */
  allMasked(first: i32, last: i32, t: i32): bool {
    for (let n = first; n < last; n++) {
      if (!this.isMasked(n, t)) return false;
    }
    return true;
  }

  /** Row n of an array [N, P]; 0 if there is no such array. */
  // @ts-ignore: decorator
  @inline
  state(array: usize, n: i32): usize {
    return array ? array + (<usize>(n * this.padded) << 2) : 0;
  }

  /** D, the rows of W. */
  // @ts-ignore: decorator
  @inline
  get depth(): i32 {
    return this.padded + this.inputs;
  }

  /** Floats from one row of `rows` to the next: D rounded up to whole vectors. */
  // @ts-ignore: decorator
  @inline
  get ldRows(): i32 {
    return (this.depth + 3) & ~3;
  }

  /** Floats from one row of `dRows` to the next: D rounded up to whole panels. */
  // @ts-ignore: decorator
  @inline
  get ldGradient(): i32 {
    return (this.depth + 7) & ~7;
  }
}
