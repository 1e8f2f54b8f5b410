import { FusedLstmError } from "../errors.ts";

const PAGE = 65_536;
/** Bytes of a cache line. */
const ALIGNMENT = 64;

/** An allocated range of the kernel's memory. */
export interface Block {
  readonly address: number;
  readonly bytes: number;
}

/**
 * The allocator of the kernel's memory: best fit, and free blocks that touch are one. So all steps of a training need no more
 * memory than the first, and sequences of other lengths reuse what shorter or longer ones have left.
 */
export class Heap {
  readonly #memory: WebAssembly.Memory;
  /** In the order of their addresses; no two touch, and none touches #top. */
  readonly #free: Block[] = [];
  #top: number;

  constructor(memory: WebAssembly.Memory, base: number) {
    this.#memory = memory;
    this.#top = Math.ceil(base / ALIGNMENT) * ALIGNMENT;
  }

  /**
   * Allocates at least `bytes`, contents undefined. 16 spare bytes follow, so that a vector load may read past the end.
   *
   * @throws FusedLstmError `out_of_memory`; the heap stays as it was
   */
  take(bytes: number): Block {
    const size = Math.ceil((bytes + 16) / ALIGNMENT) * ALIGNMENT;
    let best: Block | undefined;
    for (const block of this.#free) {
      if (block.bytes >= size && (!best || block.bytes < best.bytes)) best = block;
    }
    if (best) {
      const rest = { address: best.address + size, bytes: best.bytes - size };
      this.#free.splice(this.#free.indexOf(best), 1, ...(rest.bytes > 0 ? [rest] : []));
      return { address: best.address, bytes: size };
    }
    const address = this.#top;
    this.#grow(address + size - this.bytes);
    this.#top = address + size;
    return { address, bytes: size };
  }

  /** Frees a block. */
  give({ address, bytes }: Block): void {
    const next = this.#free.findIndex((block) => block.address > address);
    const at = next < 0 ? this.#free.length : next;
    const before = this.#free[at - 1];
    const after = this.#free[at];
    const joinsBefore = before !== undefined && before.address + before.bytes === address;
    const joinsAfter = after !== undefined && address + bytes === after.address;
    const start = joinsBefore ? before.address : address;
    const end = joinsAfter ? after.address + after.bytes : address + bytes;
    const joined = end === this.#top ? [] : [{ address: start, bytes: end - start }];
    if (end === this.#top) this.#top = start;
    this.#free.splice(at - Number(joinsBefore), Number(joinsBefore) + Number(joinsAfter), ...joined);
  }

  #grow(missing: number): void {
    if (missing <= 0) return;
    try {
      this.#memory.grow(Math.ceil(missing / PAGE));
    } catch {
      const used = `${mebibytes(this.bytes)} MiB are used`;
      throw new FusedLstmError(
        "out_of_memory",
        `the kernel's memory cannot grow by ${mebibytes(missing)} MiB: ${used}`,
      );
    }
  }

  /** Where the last block in use ends: the number must not grow from one training step to the next. */
  get size(): number {
    return this.#top;
  }

  /** Bytes of the memory. */
  get bytes(): number {
    return this.#memory.buffer.byteLength;
  }

  /** A view of `length` floats at `address`; it is valid until the memory grows. */
  floats(address: number, length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.#memory.buffer, address, length);
  }

  /** A view of `length` float64 values at `address`; it is valid until the memory grows. */
  doubles(address: number, length: number): Float64Array<ArrayBuffer> {
    return new Float64Array(this.#memory.buffer, address, length);
  }

  /** A view of `length` 32-bit words at `address`; it is valid until the memory grows. */
  words(address: number, length: number): Int32Array<ArrayBuffer> {
    return new Int32Array(this.#memory.buffer, address, length);
  }
}

/** Blocks that are freed together. */
export class Region {
  readonly heap: Heap;
  readonly #blocks: Block[] = [];

  constructor(heap: Heap) {
    this.heap = heap;
  }

  /** Allocates `length` floats, contents undefined, and returns their address. */
  floats(length: number): number {
    const block = this.heap.take(length * 4);
    this.#blocks.push(block);
    return block.address;
  }

  /** Allocates `length` zeros and returns their address. */
  zeros(length: number): number {
    const address = this.floats(length);
    this.heap.floats(address, length).fill(0);
    return address;
  }

  /** Copies `values` to the kernel's memory and returns their address. */
  copy(values: Float32Array): number {
    const address = this.floats(values.length);
    this.heap.floats(address, values.length).set(values);
    return address;
  }

  /** Copies the `length` floats at `address` to a new array. */
  read(address: number, length: number): Float32Array<ArrayBuffer> {
    return this.heap.floats(address, length).slice();
  }

  release(): void {
    for (const block of this.#blocks.splice(0)) this.heap.give(block);
  }
}

/** Releases the region of an object that was collected before it was released. */
export const abandoned = new FinalizationRegistry<Region>((region) => region.release());

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}
