// The slots through which the host hands passes to worker threads, in 32-bit words, as in assembly/threads.ts.
export const PUBLISHED = 1;
export const DONE = 2;
export const FAILED = 3;
export const GENERATION = 4;
export const PASS = 16;
export const SLOT_WORDS = 64;

/** Marks the first slot as failed and wakes the thread that waits for it: a worker calls this before it ends. */
export function reportFailure(memory: WebAssembly.Memory, address: number): void {
  const words = new Int32Array(memory.buffer, address, SLOT_WORDS);
  Atomics.store(words, FAILED, 1);
  Atomics.notify(words, DONE);
}
