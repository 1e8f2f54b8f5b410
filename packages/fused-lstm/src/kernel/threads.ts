import { Worker } from "node:worker_threads";
import { FusedLstmError } from "../errors.ts";
import { Control } from "./control.ts";
import type { KernelExports } from "./exports.ts";
import type { Heap } from "./heap.ts";
import type { Job } from "./job.ts";
import { backgroundThreadCount, threadCount } from "./thread-count.ts";

/** Where a kernel lives. */
interface Place {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  exports: KernelExports;
  heap: Heap;
}

interface Service {
  /** Jobs that may be there at once. */
  slots: number;
  /** How often a worker looks for a job before it sleeps. */
  spins: number;
}

/** What src/kernel/thread.ts is given. */
export interface ThreadData extends Service {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  /** Address of the words of `Control`. */
  control: number;
}

/**
 * The worker threads of one memory. They start at the first job worth sharing and join in as they come up; idle they
 * sleep, and they keep the process alive only while it waits for them.
 */
export class Threads {
  /** Those besides the calling thread. */
  readonly workers: Worker[] = [];
  readonly #data: ThreadData;
  readonly #exports: KernelExports;
  readonly #control: Control;
  /** The last `runAside` of each slot. */
  readonly #asides: Promise<unknown>[];
  #nextSlot = 0;
  #running = 0;
  #failure: FusedLstmError | undefined;

  constructor({ module, memory, exports, heap }: Place, service: Service) {
    this.#control = new Control(heap, service.slots);
    this.#data = { module, memory, control: this.#control.address, ...service };
    this.#exports = exports;
    this.#asides = Array(service.slots).fill(Promise.resolve());
  }

  /** Whether workers are there, and have nothing to do. */
  get idle(): boolean {
    return this.workers.length > 0 && this.#running === 0;
  }

  get failed(): boolean {
    return this.#failure !== undefined;
  }

  /** Starts the workers of `runAside` now instead of with the first job. */
  start(): void {
    this.#resize(backgroundThreadCount());
  }

  /**
   * Runs a job in parts on all threads and returns when it is done; not while a `runAside` runs.
   *
   * @throws FusedLstmError `thread_failed` when a thread was lost; everything in this memory is lost with it
   */
  run(job: Job, parts: number): void {
    if (this.#failure) throw this.#failure;
    if (parts > 1) this.#resize(threadCount() - 1);
    this.#control.write(0, job);
    if (this.#exports.run(this.#control.address, parts)) return;
    this.#fail("stopped in the middle of its work");
    throw this.#failure!;
  }

  /**
   * Runs a job in parts on the workers alone, while the calling thread goes on. There may be one in each slot, so that
   * the workers have the next when one is done; others wait. Rejects with `thread_failed` as `run` throws it.
   */
  runAside(job: Job, parts: number): Promise<void> {
    const slot = this.#nextSlot;
    this.#nextSlot = (slot + 1) % this.#control.slots;
    const run = this.#asides[slot]!.then(() => this.#runAside(slot, job, parts));
    this.#asides[slot] = run.catch(() => {});
    return run;
  }

  async #runAside(slot: number, job: Job, parts: number): Promise<void> {
    if (this.#failure) throw this.#failure;
    this.start();
    this.#keepAlive(1);
    try {
      this.#control.write(slot, job);
      const published = this.#control.publish(slot, parts);
      while (!(await this.#control.waitFor(slot, published))) if (this.#failure) throw this.#failure;
    } finally {
      this.#keepAlive(-1);
    }
  }

  #keepAlive(more: number): void {
    this.#running += more;
    for (const worker of this.workers) this.#running > 0 ? worker.ref() : worker.unref();
  }

  #resize(count: number): void {
    while (this.workers.length < count) this.workers.push(this.#startWorker());
    // One of them may be at work for somebody.
    if (this.#running > 0) return;
    while (this.workers.length > count) this.workers.pop()!.removeAllListeners().terminate();
  }

  #startWorker(): Worker {
    const worker = new Worker(new URL("./thread.ts", import.meta.url), {
      name: "fused-lstm",
      workerData: this.#data,
      execArgv: [],
    });
    worker.on("error", (error) => this.#fail(`failed: ${error}`));
    worker.on("exit", (code) => this.#fail(`ended with code ${code}`));
    worker.unref();
    return worker;
  }

  #fail(how: string): void {
    this.#failure ??= new FusedLstmError("thread_failed", `a thread of the LSTM kernel ${how}`);
    for (const worker of this.workers.splice(0)) worker.removeAllListeners().terminate();
    this.#control.wake();
  }
}
