/** The functions of assembly/index.ts. Sizes and counts are plain numbers, everything else is a byte address. */
export interface KernelExports {
  heapBase(): number;
  /** values, gradient, mean, square, count, rate, beta1, beta2, epsilon */
  adam(...addressesAndNumbers: number[]): void;
  joinWeights(kernel: number, recurrentKernel: number, inputs: number, units: number, target: number): void;
  joinBias(bias: number, units: number, target: number): void;
  splitWeights(source: number, inputs: number, units: number, kernel: number, recurrentKernel: number): void;
  splitBias(source: number, units: number, bias: number): void;
  pack(source: number, rows: number, columns: number, target: number): void;
  packTransposed(source: number, rows: number, columns: number, target: number): void;
  run(control: number, parts: number): number;
  serve(control: number, slots: number, spins: number): void;
}
