import type { Heap } from "./heap.ts";
import { JOB_WORDS, type Job, writeJob } from "./job.ts";

// The words of assembly/threads.ts.
const PUBLISHED = 1;
const DONE = 2;
const FAILED = 3;
const NEWS = 4;
const JOB = 16;
const WORDS = 64;

/** What host and threads tell each other, in the kernel's memory: a job, its parts and what became of them, for each slot. */
export class Control {
  readonly address: number;
  readonly slots: number;
  readonly #heap: Heap;

  constructor(heap: Heap, slots: number) {
    this.address = heap.take(4 * WORDS * slots).address;
    this.slots = slots;
    this.#heap = heap;
    heap.words(this.address, WORDS * slots).fill(0);
  }

  /** To be called while no part of the slot's last job is left. */
  write(slot: number, job: Job): void {
    writeJob(this.#words(slot).subarray(JOB, JOB + JOB_WORDS), job);
  }

  /** Lets the workers take the parts of the job in a slot; how many that slot has had then. */
  publish(slot: number, parts: number): number {
    const published = Atomics.add(this.#words(slot), PUBLISHED, parts) + parts;
    const first = this.#words(0);
    Atomics.add(first, NEWS, 1);
    Atomics.notify(first, NEWS);
    return published;
  }

  /** Resolves to whether so many parts are done, at some news. */
  async waitFor(slot: number, published: number): Promise<boolean> {
    const words = this.#words(slot);
    const done = Atomics.load(words, DONE);
    if (done === published) return true;
    await Atomics.waitAsync(words, DONE, done).value;
    return Atomics.load(words, DONE) === published;
  }

  /** Lets whoever waits for a slot look again. */
  wake(): void {
    for (let slot = 0; slot < this.slots; slot++) Atomics.notify(this.#words(slot), DONE);
  }

  #words(slot: number): Int32Array<ArrayBuffer> {
    return this.#heap.words(this.address + 4 * WORDS * slot, WORDS);
  }
}

/** Tells the thread that waits for this one that it will not come back. */
export function reportFailure(memory: WebAssembly.Memory, address: number): void {
  const words = new Int32Array(memory.buffer, address, WORDS);
  Atomics.store(words, FAILED, 1);
  Atomics.notify(words, DONE);
}
