import { Worker } from "node:worker_threads";
import { FusedLstmError } from "../errors.ts";
import { Control } from "./control.ts";
import type { Heap } from "./heap.ts";
import type { Kernel } from "./kernel.ts";
import type { LayerPass } from "./layer-pass.ts";
import type { KernelName } from "./names.ts";
import type { StepPass } from "./network/step-pass.ts";
import { backgroundThreadCount, threadCount } from "./thread-count.ts";
import { openThreads, type ThreadExports } from "./wasm.ts";

/** A build of the kernel and its memory. */
interface Instance {
  name: KernelName;
  memory: WebAssembly.Memory;
  kernel: Kernel;
  heap: Heap;
}

interface WorkerOptions {
  /** Passes that can be published at the same time. */
  slots: number;
  /** How often a worker looks for a new pass before it sleeps. */
  spins: number;
}

/** The `workerData` of src/kernel/thread.ts. */
export interface WorkerData extends WorkerOptions {
  name: KernelName;
  memory: WebAssembly.Memory;
  /** Address of the slots of `Control`. */
  control: number;
}

/**
 * A pool of worker threads on one memory. The first pass of several parts starts them, and each joins in as soon as it
 * is up. Idle workers sleep; they keep the process alive only while `runInBackground` runs.
 */
export class Threads {
  /** The calling thread is not among them. */
  readonly workers: Worker[] = [];
  readonly #data: WorkerData;
  readonly #exports: ThreadExports;
  readonly #control: Control;
  /** Per slot: settles when its last `runInBackground` does. */
  readonly #slotFree: Promise<unknown>[];
  #nextSlot = 0;
  /** Passes of `runInBackground` that are running. */
  #running = 0;
  #failure: FusedLstmError | undefined;

  constructor({ name, memory, kernel, heap }: Instance, options: WorkerOptions) {
    this.#control = new Control(kernel, heap, options.slots);
    this.#data = { name, memory, control: this.#control.address, ...options };
    this.#exports = openThreads(memory, kernel.runPart);
    this.#slotFree = Array(options.slots).fill(Promise.resolve());
  }

  /** Whether workers exist and no `runInBackground` runs. */
  get idle(): boolean {
    return this.workers.length > 0 && this.#running === 0;
  }

  get failed(): boolean {
    return this.#failure !== undefined;
  }

  /** Starts the workers of `runInBackground`, which its first call would start otherwise. */
  start(): void {
    this.#resize(backgroundThreadCount());
  }

  /**
   * Runs a pass in `parts` parts on the calling thread and the workers, and returns when it is done. Do not call it
   * while a `runInBackground` runs.
   *
   * @throws FusedLstmError `bad_pass`; `thread_failed` if a thread was lost: nothing in this memory can be used afterwards
   */
  run(pass: LayerPass | StepPass, parts: number): void {
    if (this.#failure) throw this.#failure;
    if (parts > 1) this.#resize(threadCount() - 1);
    this.#control.write(0, pass, parts);
    if (this.#exports.run(this.#control.address, parts)) return;
    this.#fail("stopped in the middle of its work");
    throw this.#failure!;
  }

  /**
   * Runs a pass in `parts` parts on the workers only, while the calling thread goes on. One call per slot runs, so the
   * workers find the next pass as soon as one is done; further calls wait for their slot.
   *
   * @throws FusedLstmError `thread_failed` as `run` does, as a rejection
   */
  runInBackground(pass: LayerPass, parts: number): Promise<void> {
    const slot = this.#nextSlot;
    this.#nextSlot = (slot + 1) % this.#control.slots;
    const run = this.#slotFree[slot]!.then(() => this.#runInSlot(slot, pass, parts));
    this.#slotFree[slot] = run.catch(() => {});
    return run;
  }

  async #runInSlot(slot: number, pass: LayerPass, parts: number): Promise<void> {
    if (this.#failure) throw this.#failure;
    this.start();
    this.#countRunning(1);
    try {
      this.#control.write(slot, pass, parts);
      const published = this.#control.publish(slot, parts);
      while (!(await this.#control.waitFor(slot, published))) if (this.#failure) throw this.#failure;
    } finally {
      this.#countRunning(-1);
    }
  }

  /** Workers keep the process alive while the count is above 0. */
  #countRunning(change: number): void {
    this.#running += change;
    for (const worker of this.workers) this.#running > 0 ? worker.ref() : worker.unref();
  }

  #resize(count: number): void {
    while (this.workers.length < count) this.workers.push(this.#startWorker());
    // A worker must not be terminated while it may compute a part.
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
