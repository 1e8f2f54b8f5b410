import { Engine } from "./engine.ts";
import { Region } from "./heap.ts";

export interface AdamNumbers {
  /** The learning rate with both bias corrections in it. */
  rate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
}

/** Adam's moments of a set of named variables, in the kernel's memory. */
export class AdamMoments {
  readonly #engine = Engine.current();
  readonly #region = new Region(this.#engine.heap);
  readonly #addresses = new Map<string, { mean: number; square: number }>();

  /** The variable's next values. */
  update(name: string, values: Float32Array, gradient: Float32Array, numbers: AdamNumbers): Float32Array {
    const { mean, square } = this.#of(name, values.length);
    const scratch = new Region(this.#engine.heap);
    const next = scratch.copy(values);
    const { rate, beta1, beta2, epsilon } = numbers;
    const addresses = [next, scratch.copy(gradient), mean, square] as const;
    this.#engine.exports.adam(...addresses, values.length, rate, beta1, beta2, epsilon);
    const result = scratch.read(next, values.length);
    scratch.release();
    return result;
  }

  release(): void {
    this.#region.release();
    this.#addresses.clear();
  }

  #of(name: string, length: number) {
    let moments = this.#addresses.get(name);
    if (!moments) {
      moments = { mean: this.#region.zeros(length), square: this.#region.zeros(length) };
      this.#addresses.set(name, moments);
    }
    return moments;
  }
}
