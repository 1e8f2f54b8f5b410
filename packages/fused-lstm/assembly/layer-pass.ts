/**
 * One pass over one layer, cut into parts that any thread may take. The host writes the fields, 32 bits each, in this
 * order (src/kernel/job.ts has the same list). N = batch, T = steps; P, D, G as in pack.ts. Addresses are in bytes.
 */
// @ts-ignore: decorator
@unmanaged
export class Job {
  /** 0 forward, 1 backward, 2 weight gradients, 3 forward with a part for each layer. */
  kind: i32;
  batch: i32;
  steps: i32;
  inputs: i32;
  units: i32;
  /** Rows of the batch in a part; panels of columns for the weight gradients; layers, if each is a part. */
  perPart: i32;
  /** Whether the output has all steps, or the last alone. */
  sequences: i32;
  /** Whether every step is kept for the backward pass; otherwise T is 1 in `rows`, `gates`, `cell` and `cellTanh`. */
  keep: i32;
  /** [N, T, inputs] */
  x: usize;
  /** W [D, G] in panels. */
  weights: usize;
  /** [G] */
  bias: usize;
  /** [N, T + 1, ldRows], a row being [h of the step before | x], D floats. */
  rows: usize;
  /** [N, T, G]: activated gates; the backward pass leaves the gradient of their arguments, dz. */
  gates: usize;
  /** [N, T, P] */
  cell: usize;
  /** [N, T, P] */
  cellTanh: usize;
  /** [N, T, units] or [N, units] */
  output: usize;
  /** Wᵀ [G, D] in panels. */
  weightsT: usize;
  /** Gradient of the output, in its shape. */
  dOutput: usize;
  /** [N, D rounded up to 8]: gradient of a row. */
  dRows: usize;
  /** [N, P] */
  dCell: usize;
  /** [N, T, inputs], or 0 when nobody asks for it. */
  dx: usize;
  /** [D, G] */
  dWeights: usize;
  /** [G] */
  dBias: usize;
  /** D rounded up to 8 zeros. */
  zeros: usize;
  /** Forward: the job of the layer above, for the same rows and with this one's output as its x; 0: there is none. */
  next: usize;
  /** If each layer is a part: where this one, and the one below it, count the steps that are done; else 0. */
  progress: usize;
  progressBelow: usize;
  /** Dropout keeps a place whose hash is below this; 0: there is no dropout. */
  keepBelow: i32;
  dropKey1: i32;
  dropKey2: i32;
  /** 1 / (1 - rate) */
  keepScale: f32;

  // @ts-ignore: decorator
  @inline
  get padded(): i32 {
    return (this.units + 3) & ~3;
  }

  /** D */
  // @ts-ignore: decorator
  @inline
  get depth(): i32 {
    return this.padded + this.inputs;
  }

  /** Floats between two rows of `rows`: whole vectors. */
  // @ts-ignore: decorator
  @inline
  get ldRows(): i32 {
    return (this.depth + 3) & ~3;
  }

  /** Floats between two rows of `dRows`: whole panels. */
  // @ts-ignore: decorator
  @inline
  get ldGradient(): i32 {
    return (this.depth + 7) & ~7;
  }
}
