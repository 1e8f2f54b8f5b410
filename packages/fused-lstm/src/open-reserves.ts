import * as tf from "@tensorflow/tfjs";
import type { Reserve } from "./kernel/reserve.ts";

/**
 * Releases the reserves whose backward pass never ran, when the next tape starts or a call runs outside a tape. Otherwise
 * they would fill the kernel's memory: the garbage collector does not see it, so it does not hurry.
 */
class OpenReserves {
  readonly #open = new Set<Reserve>();
  #tape: unknown;

  /** Call it before every forward pass. */
  releaseOlder(): void {
    // A new array for every outermost tape. A backward pass that finds its reserve released repeats the forward pass.
    const { activeTape, gradientDepth } = tf.engine().state;
    if (gradientDepth > 0 && activeTape === this.#tape) return;
    this.#tape = activeTape;
    for (const reserve of this.#open) reserve.release();
    this.#open.clear();
  }

  add(reserve: Reserve): void {
    this.#open.add(reserve);
  }

  /** Forgets a reserve whose backward pass has run. */
  close(reserve: Reserve): void {
    this.#open.delete(reserve);
    reserve.release();
  }
}

export const openReserves = new OpenReserves();
