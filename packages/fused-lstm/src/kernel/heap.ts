const PAGE = 65_536;
/** A cache line, and a multiple of a vector. */
const ALIGNMENT = 64;

/** Bytes in the kernel's memory. */
export interface Block {
  readonly address: number;
  readonly bytes: number;
}

/**
 * The kernel's memory. Blocks that are given back wait for the next request of their size, so the steps of a training
 * need no more memory than the first. Sizes are rounded up to eighths of a power of two, so that there are few of them.
 */
export class Heap {
  readonly #memory: WebAssembly.Memory;
  readonly #free = new Map<number, number[]>();
  #top: number;

  constructor(memory: WebAssembly.Memory, base: number) {
    this.#memory = memory;
    this.#top = Math.ceil(base / ALIGNMENT) * ALIGNMENT;
  }

  /** Contents are undefined; a vector read past the end stays in the memory. */
  take(bytes: number): Block {
    const size = roundUp(bytes + 16);
    const free = this.#free.get(size)?.pop();
    if (free !== undefined) return { address: free, bytes: size };
    const address = this.#top;
    this.#top += size;
    const missing = this.#top - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE));
    return { address, bytes: size };
  }

  give({ address, bytes }: Block): void {
    const free = this.#free.get(bytes);
    if (free) free.push(address);
    else this.#free.set(bytes, [address]);
  }

  /** Bytes in use or kept for reuse. */
  get size(): number {
    return this.#top;
  }

  floats(address: number, length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.#memory.buffer, address, length);
  }

  words(address: number, length: number): Int32Array<ArrayBuffer> {
    return new Int32Array(this.#memory.buffer, address, length);
  }
}

/** Addresses that are given back together. */
export class Region {
  readonly heap: Heap;
  readonly #blocks: Block[] = [];

  constructor(heap: Heap) {
    this.heap = heap;
  }

  /** The address of `length` floats, contents undefined. */
  floats(length: number): number {
    const block = this.heap.take(length * 4);
    this.#blocks.push(block);
    return block.address;
  }

  /** The address of `length` zeros. */
  zeros(length: number): number {
    const address = this.floats(length);
    this.heap.floats(address, length).fill(0);
    return address;
  }

  /** The address of a copy of `values`. */
  copy(values: Float32Array): number {
    const address = this.floats(values.length);
    this.heap.floats(address, values.length).set(values);
    return address;
  }

  /** An array of its own with the `length` floats at `address`. */
  read(address: number, length: number): Float32Array<ArrayBuffer> {
    return this.heap.floats(address, length).slice();
  }

  release(): void {
    for (const block of this.#blocks.splice(0)) this.heap.give(block);
  }
}

function roundUp(bytes: number): number {
  const step = Math.max(ALIGNMENT, 2 ** (Math.floor(Math.log2(bytes)) - 3));
  return Math.ceil(bytes / step) * step;
}
