import { openKernel } from "./build.ts";
import { kernelName } from "./choice.ts";
import { Heap } from "./heap.ts";
import type { Kernel } from "./kernel.ts";
import type { KernelName } from "./names.ts";
import { Threads } from "./threads.ts";
import { makeMemory } from "./wasm.ts";

/**
 * How often a worker looks for the next pass before it sleeps: for half a millisecond, which is longer than the pauses
 * within a training step.
 */
const SPINS = 400_000;
/**
 * Background workers spin for about 20 microseconds, the pause between two forecasts of a program that makes one after the
 * other. Their passes are rare otherwise, and spinning takes CPU from other threads.
 */
const BACKGROUND_SPINS = 20_000;

const engines = new Map<KernelName, Engine>();

/** A build of the kernel on its memory, with its worker threads. */
export class Engine {
  readonly name: KernelName;
  readonly kernel: Kernel;
  readonly heap: Heap;
  /** Workers that help the calling thread while it waits. */
  readonly threads: Threads;
  /** Workers of `lstmStackAsync`, which leaves the calling thread free. */
  readonly background: Threads;

  private constructor(name: KernelName) {
    const memory = makeMemory();
    this.name = name;
    this.kernel = openKernel(name, memory);
    this.heap = new Heap(memory, this.kernel.base);
    const instance = { name, memory, kernel: this.kernel, heap: this.heap };
    this.threads = new Threads(instance, { slots: 1, spins: SPINS });
    this.background = new Threads(instance, { slots: 2, spins: BACKGROUND_SPINS });
  }

  /** Whether a thread was lost; nothing in this engine's memory can be used then. */
  get failed(): boolean {
    return this.threads.failed || this.background.failed;
  }

  /** The engine of the calling thread, with the build that is chosen. */
  static current(): Engine {
    return Engine.of(kernelName());
  }

  /** The engine of a build. The first use makes it, in a few milliseconds; a failed one is replaced. */
  static of(name: KernelName): Engine {
    let engine = engines.get(name);
    if (!engine || engine.failed) {
      engine = new Engine(name);
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
