import { readFileSync } from "node:fs";

/** What assembly/index.ts exports; every number but the shapes is a byte address. */
export interface KernelExports {
  readonly memory: WebAssembly.Memory;
  heapBase(): number;
  packedBytes(rows: number, columns: number): number;
  packGates(source: number, rows: number, units: number, padded: number, target: number): void;
  packGatesTransposed(source: number, rows: number, units: number, padded: number, target: number): void;
  forward(...shapeAndAddresses: number[]): void;
  backward(...shapeAndAddresses: number[]): void;
  backwardInputs(
    rows: number,
    inputs: number,
    padded: number,
    dz: number,
    kernelT: number,
    dx: number,
    ldx: number,
  ): void;
}

let instance: KernelExports | undefined;

/** The one kernel instance of this thread, compiled at first use (a few milliseconds). */
export function kernelExports(): KernelExports {
  if (!instance) {
    const bytes = readFileSync(new URL("../../wasm/kernel.wasm", import.meta.url));
    instance = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as KernelExports;
  }
  return instance;
}
