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

/** "relaxed" fuses multiply and add, which is faster and rounds once; "plain" runs wherever SIMD does. */
export type SimdLevel = "relaxed" | "plain";

const FILES = { relaxed: "kernel-relaxed.wasm", plain: "kernel.wasm" } as const;

let level: SimdLevel | undefined;
const instances = new Map<SimdLevel, KernelExports>();

/** The instance of this thread, compiled at first use (a few milliseconds). */
export function kernelExports(): KernelExports {
  level ??= WebAssembly.validate(readModule("relaxed")) ? "relaxed" : "plain";
  let instance = instances.get(level);
  if (!instance) {
    const module = new WebAssembly.Module(readModule(level));
    instance = new WebAssembly.Instance(module).exports as unknown as KernelExports;
    instances.set(level, instance);
  }
  return instance;
}

/**
 * Chooses the build from the next call on, instead of the best one that the engine knows. Results of the two differ
 * in the last bits.
 */
export function selectSimd(choice: SimdLevel): void {
  level = choice;
}

function readModule(of: SimdLevel): Buffer<ArrayBuffer> {
  return readFileSync(new URL(`../../wasm/${FILES[of]}`, import.meta.url));
}
