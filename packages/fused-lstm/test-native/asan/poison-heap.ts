import { Heap } from "../../src/kernel/heap.ts";

// AddressSanitizer knows nothing of the kernel's memory. Loaded before a test, this module lets the C code touch the blocks
// in use alone, each as long as it was asked for, and 64 bytes after each block stay forbidden.

const RED_ZONE = 64;
/** Addresses below mean "none"; WebAssembly's constants are between here and the first block. */
const NONE = 64;

const module = { exports: {} };
process.dlopen(module, process.env.POISON_ADDON!);
type OnBytes = (bytes: Uint8Array) => void;
const { keep, poison, unpoison } = module.exports as Record<"keep" | "poison" | "unpoison", OnBytes>;

/** Where the known memory of a heap ends. */
const ends = new WeakMap<Heap, number>();
const bytesOf = (heap: Heap, from: number, to: number) =>
  new Uint8Array(heap.words(0, 0).buffer, from, to - from);

const { take, give } = Heap.prototype;
Heap.prototype.take = function (bytes) {
  const block = take.call(this, bytes + RED_ZONE);
  const end = ends.get(this);
  if (end === undefined) {
    keep(bytesOf(this, 0, NONE));
    poison(bytesOf(this, 0, NONE));
  }
  poison(bytesOf(this, end ?? block.address, this.bytes));
  ends.set(this, this.bytes);
  unpoison(bytesOf(this, block.address, block.address + bytes));
  return block;
};
Heap.prototype.give = function (block) {
  poison(bytesOf(this, block.address, block.address + block.bytes));
  give.call(this, block);
};
