import type { Heap } from "./heap.ts";
import type { Kernel } from "./kernel.ts";
import { type LayerPass, writePass } from "./layer-pass.ts";
import { checkStepPass } from "./network/step-check.ts";
import { type StepPass, writeStepPass } from "./network/step-pass.ts";
import { checkPass } from "./pass-check.ts";
import { DONE, GENERATION, PASS, PUBLISHED, SLOT_WORDS } from "./slots.ts";

/**
 * The slots through which the host hands passes to worker threads, in the kernel's memory. A slot holds one pass (the
 * first of a chain, if the passes of several layers are chained) and counts its parts.
 */
export class Control {
  readonly address: number;
  readonly slots: number;
  readonly #heap: Heap;
  readonly #kernel: Kernel;

  constructor(kernel: Kernel, heap: Heap, slots: number) {
    this.#kernel = kernel;
    this.address = heap.take(4 * SLOT_WORDS * slots).address;
    this.slots = slots;
    this.#heap = heap;
    heap.words(this.address, SLOT_WORDS * slots).fill(0);
  }

  /**
   * Writes the next pass of a slot, which is then published in `parts` parts. Call it only when all parts of the slot's last
   * pass are done.
   *
   * @throws FusedLstmError `bad_pass`
   */
  write(slot: number, pass: LayerPass | StepPass, parts: number): void {
    const words = this.#words(slot).subarray(PASS);
    const surroundings = { kernel: this.#kernel, heap: this.#heap };
    if ("values" in pass) {
      writeStepPass(words, pass);
      checkStepPass(surroundings, words, parts);
    } else {
      writePass(words, pass);
      checkPass(surroundings, words, parts);
    }
  }

  /** Lets the workers take the parts of the slot's pass. Returns the slot's running total of parts. */
  publish(slot: number, parts: number): number {
    const published = Atomics.add(this.#words(slot), PUBLISHED, parts) + parts;
    const first = this.#words(0);
    Atomics.add(first, GENERATION, 1);
    Atomics.notify(first, GENERATION);
    return published;
  }

  /** Waits for the next wake-up of a slot. Resolves to whether `published` parts, its running total, are done. */
  async waitFor(slot: number, published: number): Promise<boolean> {
    const words = this.#words(slot);
    const done = Atomics.load(words, DONE);
    if (done === published) return true;
    // Some browsers do not have it.
    if (Atomics.waitAsync) await Atomics.waitAsync(words, DONE, done).value;
    else await new Promise((resolve) => setTimeout(resolve));
    return Atomics.load(words, DONE) === published;
  }

  /** Wakes every `waitFor`. */
  wake(): void {
    for (let slot = 0; slot < this.slots; slot++) Atomics.notify(this.#words(slot), DONE);
  }

  addressOf(slot: number): number {
    return this.address + 4 * SLOT_WORDS * slot;
  }

  #words(slot: number): Int32Array<ArrayBuffer> {
    return this.#heap.words(this.addressOf(slot), SLOT_WORDS);
  }
}
