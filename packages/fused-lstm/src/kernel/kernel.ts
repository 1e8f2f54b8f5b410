/**
 * The functions of one build on one memory. Sizes and counts are plain numbers, everything else is a byte address in the
 * memory. No function checks an address.
 */
export interface Kernel {
  /** The first address that the kernel leaves to its host. */
  readonly base: number;
  /** The columns of a matrix product are multiples of this. */
  readonly columns: number;
  /** Rows and columns of a tile of the matrix product: parts of whole tiles are the fastest. */
  readonly tile: { readonly rows: number; readonly columns: number };
  /** Computes a part of a pass. 0 if the thread of another part was lost. */
  runPart(pass: number, part: number): number;
  joinWeights(kernel: number, recurrentKernel: number, inputs: number, units: number, target: number): void;
  joinBias(bias: number, units: number, target: number): void;
  splitWeights(source: number, inputs: number, units: number, kernel: number, recurrentKernel: number): void;
  splitBias(source: number, units: number, bias: number): void;
  pack(joined: number, inputs: number, units: number, target: number): void;
  packTransposed(joined: number, inputs: number, units: number, target: number): void;
  /** values, gradient, mean, square, count, rate, beta1, beta2, epsilon, factor of the gradient */
  adam(...addressesAndNumbers: number[]): void;
}
