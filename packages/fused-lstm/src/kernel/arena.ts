import { type KernelExports, kernelExports } from "./wasm.ts";

const PAGE = 65_536;
/** A cache line, and a multiple of a vector. */
const ALIGNMENT = 64;

/**
 * Scratch space in the kernel's memory for the length of one call: allocations only move a pointer up, and
 * `Arena.use` starts again from the bottom. Memory grows to the largest call seen and stays there.
 */
export class Arena {
  readonly kernel: KernelExports;
  #top: number;

  private constructor(kernel: KernelExports) {
    this.kernel = kernel;
    this.#top = align(kernel.heapBase());
  }

  static use<T>(work: (arena: Arena) => T): T {
    return work(new Arena(kernelExports()));
  }

  /** The address of `bytes` bytes, contents undefined. */
  bytes(bytes: number): number {
    const address = this.#top;
    this.#top = align(address + bytes);
    const missing = this.#top - this.kernel.memory.buffer.byteLength;
    if (missing > 0) this.kernel.memory.grow(Math.ceil(missing / PAGE));
    return address;
  }

  /** The address of `length` floats, contents undefined. */
  floats(length: number): number {
    return this.bytes(length * 4);
  }

  /** The address of `length` floats, all zero. */
  zeros(length: number): number {
    const address = this.floats(length);
    this.view(address, length).fill(0);
    return address;
  }

  /** The address of a copy of `values`. */
  copy(values: Float32Array): number {
    const address = this.floats(values.length);
    this.view(address, values.length).set(values);
    return address;
  }

  /** The floats at an address, valid until the next allocation. */
  view(address: number, length: number): Float32Array {
    return new Float32Array(this.kernel.memory.buffer, address, length);
  }
}

function align(address: number): number {
  return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}
