import { readFileSync } from "node:fs";
import type { KernelExports } from "./exports.ts";
import { Heap } from "./heap.ts";
import { Threads } from "./threads.ts";

/** "relaxed" fuses multiply and add, which is faster and rounds once; "plain" runs wherever SIMD does. */
export type SimdLevel = "relaxed" | "plain";

const FILES = { relaxed: "kernel-relaxed.wasm", plain: "kernel.wasm" } as const;
/** In pages of 64 KiB, as in scripts/build-wasm.ts. */
const MEMORY = { initial: 1, maximum: 32_768, shared: true } as const;

/** Workers look this often for a job before they sleep: for half a millisecond, longer than the pauses within a training step. */
const SPINS = 400_000;
/** Jobs that nobody waits for come when they come: looking for them would take the time of others. */
const BACKGROUND_SPINS = 1000;

let level: SimdLevel | undefined;
const engines = new Map<SimdLevel, Engine>();

/** A compiled build with its memory and its threads. */
export class Engine {
  readonly exports: KernelExports;
  readonly heap: Heap;
  /** Beside the calling thread, for the jobs that it waits for. */
  readonly threads: Threads;
  /** For the jobs that it does not wait for. */
  readonly background: Threads;

  private constructor(module: WebAssembly.Module) {
    const memory = new WebAssembly.Memory(MEMORY);
    this.exports = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelExports;
    this.heap = new Heap(memory, this.exports.heapBase());
    const place = { module, memory, exports: this.exports, heap: this.heap };
    this.threads = new Threads(place, { slots: 1, spins: SPINS });
    this.background = new Threads(place, { slots: 2, spins: BACKGROUND_SPINS });
  }

  get failed(): boolean {
    return this.threads.failed || this.background.failed;
  }

  /** The engine of this thread, made at first use in a few milliseconds. A failed one is replaced. */
  static current(): Engine {
    level ??= WebAssembly.validate(readModule("relaxed")) ? "relaxed" : "plain";
    let engine = engines.get(level);
    if (!engine || engine.failed) {
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

/** Starts the threads of `lstmStackAsync` before they are needed; from then on `lstmStack` too shares a few rows with them. */
export function startBackgroundThreads(): void {
  Engine.current().background.start();
}

function readModule(of: SimdLevel): Buffer<ArrayBuffer> {
  return readFileSync(new URL(`../../wasm/${FILES[of]}`, import.meta.url));
}
