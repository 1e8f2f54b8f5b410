import { Engine } from "./engine.ts";
import { abandoned, Region } from "./heap.ts";
import { checkLength } from "./shape.ts";

export interface AdamCoefficients {
  /** The learning rate times both bias corrections. */
  rate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
}

/** Keras' constants. */
export const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;

/** The learning rate times both bias corrections at step `step`, which counts from 1. */
export function correctedRate(
  learningRate: number,
  step: number,
  { beta1, beta2 }: Pick<AdamCoefficients, "beta1" | "beta2">,
): number {
  return (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
}

/** The moments of Adam for named variables, in the kernel's memory until `release` or garbage collection of the object. */
export class AdamMoments {
  readonly #engine = Engine.current();
  readonly #region = new Region(this.#engine.heap);
  readonly #addresses = new Map<string, { mean: number; square: number; length: number }>();

  constructor() {
    abandoned.register(this, this.#region, this);
  }

  /**
   * Takes one step: updates the moments of variable `name` and returns its next values.
   *
   * @throws FusedLstmError `bad_shape` if the gradient, or the moments of an earlier step, have another length
   */
  update(
    name: string,
    values: Float32Array,
    gradient: Float32Array,
    coefficients: AdamCoefficients,
  ): Float32Array {
    checkLength(`the gradient of ${name}`, gradient, values.length);
    const { mean, square } = this.#momentsOf(name, values.length);
    const scratch = new Region(this.#engine.heap);
    const next = scratch.copy(values);
    const { rate, beta1, beta2, epsilon } = coefficients;
    const addresses = [next, scratch.copy(gradient), mean, square] as const;
    this.#engine.kernel.adam(...addresses, values.length, rate, beta1, beta2, epsilon, 1);
    const result = scratch.read(next, values.length);
    scratch.release();
    return result;
  }

  /** The names of the variables, in the order of their first step. */
  get names(): string[] {
    return [...this.#addresses.keys()];
  }

  /** Copies of a variable's moments; zeros at first. */
  read(name: string, length: number): { mean: Float32Array; square: Float32Array } {
    const { mean, square } = this.#momentsOf(name, length);
    return { mean: this.#region.read(mean, length), square: this.#region.read(square, length) };
  }

  write(name: string, { mean, square }: { mean: Float32Array; square: Float32Array }): void {
    const addresses = this.#momentsOf(name, mean.length);
    this.#engine.heap.floats(addresses.mean, mean.length).set(mean);
    this.#engine.heap.floats(addresses.square, square.length).set(square);
  }

  release(): void {
    this.#region.release();
    this.#addresses.clear();
  }

  /** The variable's moments; zeros at first. */
  #momentsOf(name: string, length: number) {
    let moments = this.#addresses.get(name);
    if (!moments) {
      moments = { mean: this.#region.zeros(length), square: this.#region.zeros(length), length };
      this.#addresses.set(name, moments);
    }
    checkLength(`array of moments of ${name}`, moments, length);
    return moments;
  }
}
