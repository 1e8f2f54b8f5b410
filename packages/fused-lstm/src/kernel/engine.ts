import { readFileSync } from "node:fs";
import { Heap } from "./heap.ts";
import { Threads } from "./threads.ts";

/** What assembly/index.ts exports; every number but the sizes is a byte address. */
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
  serve(control: number): void;
}

/** "relaxed" fuses multiply and add, which is faster and rounds once; "plain" runs wherever SIMD does. */
export type SimdLevel = "relaxed" | "plain";

const FILES = { relaxed: "kernel-relaxed.wasm", plain: "kernel.wasm" } as const;
/** In pages of 64 KiB, as in scripts/build-wasm.ts. */
const MEMORY = { initial: 1, maximum: 32_768, shared: true } as const;

let level: SimdLevel | undefined;
const engines = new Map<SimdLevel, Engine>();

/** A compiled build with its memory and its threads. */
export class Engine {
  readonly exports: KernelExports;
  readonly heap: Heap;
  readonly threads: Threads;

  private constructor(module: WebAssembly.Module) {
    const memory = new WebAssembly.Memory(MEMORY);
    this.exports = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelExports;
    this.heap = new Heap(memory, this.exports.heapBase());
    this.threads = new Threads(module, memory, this.exports, this.heap);
  }

  /** The engine of this thread, made at first use in a few milliseconds. A failed one is replaced. */
  static current(): Engine {
    level ??= WebAssembly.validate(readModule("relaxed")) ? "relaxed" : "plain";
    let engine = engines.get(level);
    if (!engine || engine.threads.failed) {
      engine = new Engine(new WebAssembly.Module(readModule(level)));
      engines.set(level, engine);
    }
    return engine;
  }
}

/**
 * Chooses the build from the next call on, instead of the best one that the machine knows. Results of the two differ in
 * the last bits.
 */
export function selectSimd(choice: SimdLevel): void {
  level = choice;
}

function readModule(of: SimdLevel): Buffer<ArrayBuffer> {
  return readFileSync(new URL(`../../wasm/${FILES[of]}`, import.meta.url));
}
