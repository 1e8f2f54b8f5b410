import { kernelName } from "./choice.ts";
import type { KernelExports } from "./exports.ts";
import { Heap } from "./heap.ts";
import type { KernelName } from "./names.ts";
import { Threads } from "./threads.ts";
import { readModule } from "./wasm.ts";

/** In pages of 64 KiB: 2 GiB at most. The limits of scripts/build-wasm.ts must be the same. */
const MEMORY = { initial: 1, maximum: 32_768, shared: true } as const;

/**
 * How often a worker looks for the next pass before it sleeps: for half a millisecond, which is longer than the pauses
 * within a training step.
 */
const SPINS = 400_000;
/** Background workers hardly spin: their passes are rare, and spinning takes CPU from other threads. */
const BACKGROUND_SPINS = 1000;

const engines = new Map<KernelName, Engine>();

/** A build of the kernel, compiled and instantiated, with its memory and its worker threads. */
export class Engine {
  readonly exports: KernelExports;
  readonly heap: Heap;
  /** Workers that help the calling thread while it waits. */
  readonly threads: Threads;
  /** Workers of `lstmStackAsync`, which leaves the calling thread free. */
  readonly background: Threads;

  private constructor(module: WebAssembly.Module) {
    const memory = new WebAssembly.Memory(MEMORY);
    this.exports = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelExports;
    this.heap = new Heap(memory, this.exports.heapBase());
    const instance = { module, memory, exports: this.exports, heap: this.heap };
    this.threads = new Threads(instance, { slots: 1, spins: SPINS });
    this.background = new Threads(instance, { slots: 2, spins: BACKGROUND_SPINS });
  }

  /** Whether a thread was lost; nothing in this engine's memory can be used then. */
  get failed(): boolean {
    return this.threads.failed || this.background.failed;
  }

  /** The engine of the calling thread. The first use makes it, in a few milliseconds; a failed one is replaced. */
  static current(): Engine {
    const name = kernelName();
    let engine = engines.get(name);
    if (!engine || engine.failed) {
      engine = new Engine(new WebAssembly.Module(readModule(name)));
      engines.set(name, engine);
    }
    return engine;
  }
}

/**
 * Starts the threads of `lstmStackAsync`, which its first call would start otherwise. `lstmStack` uses them too while
 * they are idle: a batch too small to be split over threads then runs its layers in parallel.
 *
 * @throws FusedLstmError `bad_threads`
 */
export function startBackgroundThreads(): void {
  Engine.current().background.start();
}
