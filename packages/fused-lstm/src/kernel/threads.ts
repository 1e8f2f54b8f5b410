import { platform } from "#platform";
import { FusedLstmError } from "../errors.ts";
import { Control } from "./control.ts";
import type { Heap } from "./heap.ts";
import type { Kernel } from "./kernel.ts";
import type { LayerPass } from "./layer-pass.ts";
import type { KernelName } from "./names.ts";
import type { StepPass } from "./network/step-pass.ts";
import type { Thread, ThreadData } from "./platform/platform.ts";
import { backgroundThreadCount, threadCount } from "./thread-count.ts";
import { openThreads, type ThreadExports } from "./wasm.ts";

/** A build of the kernel and its memory. */
interface Instance {
  name: KernelName;
  memory: WebAssembly.Memory;
  kernel: Kernel;
  heap: Heap;
}

type Options = Pick<ThreadData, "slots" | "spins">;

/**
 * A pool of worker threads on one memory. The first pass of several parts starts them, and each joins in as soon as it
 * is up. Idle workers sleep; they keep the process alive only while `runInBackground` runs.
 */
export class Threads {
  /** The calling thread is not among them. */
  readonly workers: Thread[] = [];
  readonly #data: ThreadData;
  readonly #exports: ThreadExports;
  readonly #control: Control;
  /** Per slot: settles when its last `runInBackground` does. */
  readonly #slotFree: Promise<unknown>[];
  #nextSlot = 0;
  /** Passes of `runInBackground` that are running. */
  #running = 0;
  #failure: FusedLstmError | undefined;

  constructor({ name, memory, kernel, heap }: Instance, options: Options) {
    this.#control = new Control(kernel, heap, options.slots);
    this.#data = { name, memory, control: this.#control.address, ...options };
    this.#exports = openThreads(memory, kernel.runPart);
    this.#slotFree = Array(options.slots).fill(Promise.resolve());
  }

  /** Whether workers exist that can follow the calling thread step by step: it must be able to wait for them. */
  get idle(): boolean {
    return platform.canSleep && this.workers.length > 0 && this.#running === 0;
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
    this.#compute(0, parts);
  }

  /**
   * Runs a pass in `parts` parts on the workers only, while the calling thread goes on; on the calling thread if no worker can
   * start. One call per slot runs, so the workers find the next pass as soon as one is done; further calls wait for their slot.
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
      do {
        if (this.#failure) throw this.#failure;
        if (this.workers.length === 0) this.#compute(slot, 0);
      } while (!(await this.#control.waitFor(slot, published)));
    } finally {
      this.#countRunning(-1);
    }
  }

  /** Publishes `parts` more parts in a slot and computes, with the workers, until none is left. */
  #compute(slot: number, parts: number): void {
    if (this.#exports.run(this.#control.addressOf(slot), parts, Number(platform.canSleep))) return;
    this.#fail("stopped in the middle of its work");
    throw this.#failure!;
  }

  /** Workers keep the process alive while the count is above 0. */
  #countRunning(change: number): void {
    this.#running += change;
    for (const worker of this.workers) worker.setWorking(this.#running > 0);
  }

  #resize(count: number): void {
    while (this.workers.length < count && this.#startWorker());
    // A worker must not be terminated while it may compute a part.
    if (this.#running > 0) return;
    while (this.workers.length > count) this.workers.pop()!.stop();
  }

  /** Whether the platform lets a worker start. */
  #startWorker(): boolean {
    const worker = platform.startThread(this.#data, {
      lost: (how) => this.#fail(how),
      refused: () => {
        this.workers.splice(this.workers.indexOf(worker!), 1);
        this.#control.wake();
      },
    });
    if (worker) this.workers.push(worker);
    return worker !== undefined;
  }

  #fail(how: string): void {
    this.#failure ??= new FusedLstmError("thread_failed", `a thread of the LSTM kernel ${how}`);
    for (const worker of this.workers.splice(0)) worker.stop();
    this.#control.wake();
  }
}
