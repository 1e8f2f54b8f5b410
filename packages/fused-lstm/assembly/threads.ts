// How threads share a pass. The host publishes a pass in parts, and every thread that is free takes the next part. The
// result of a part does not depend on the thread that computes it, so results do not depend on the number of threads.
//
// TAKEN, PUBLISHED and DONE count the parts of all passes that the slot has had. One compare-and-swap takes a part, so a
// thread that wakes late, after its pass is done, finds TAKEN equal to PUBLISHED and takes nothing. The host writes the
// next pass only when all three are equal.
//
// This is a module of its own, so that every build of the kernel has the same threads. It imports the kernel's `runPart`.

/**
 * Computes a part of the pass at `pass`. False if another thread was lost. `part` counts down to 0, so the part that may be
 * short is computed first.
 */
// @ts-ignore: decorator
@external("env", "runPart")
declare function runPart(pass: usize, part: i32): bool;

/** Byte offsets in a slot: 32-bit words, then the pass. The host allocates the slots (src/kernel/control.ts). */
// @ts-ignore: decorator
@inline const TAKEN: usize = 0;
// @ts-ignore: decorator
@inline const PUBLISHED: usize = 4;
// @ts-ignore: decorator
@inline const DONE: usize = 8;
// @ts-ignore: decorator
@inline const FAILED: usize = 12;
/** Used in the first slot only: counts the passes published in all slots. Idle workers sleep until it changes. */
// @ts-ignore: decorator
@inline const GENERATION: usize = 16;
// @ts-ignore: decorator
@inline const PASS: usize = 64;
// @ts-ignore: decorator
@inline const SLOT_BYTES: usize = 256;

/** Loads of DONE before the calling thread sleeps: about half a millisecond. */
const SPINS = 400_000;
/** A thread that takes longer for a part counts as lost. */
const TIMEOUT_NS: i64 = 60_000_000_000;
/** About the same time in rounds of SPINS, for the main thread of a page, which must not sleep. */
const ROUNDS = 120_000;

/** Runs the pass of the slot `control` in `parts` parts, together with the workers. Returns false if a thread was lost. */
export function run(control: usize, parts: i32, canSleep: bool): bool {
  const published = atomic.load<i32>(control + PUBLISHED) + parts;
  atomic.store<i32>(control + PUBLISHED, published);
  atomic.add<i32>(control + GENERATION, 1);
  atomic.notify(control + GENERATION, -1);
  takeParts(control);
  let rounds = 0;
  while (true) {
    let done = atomic.load<i32>(control + DONE);
    for (let spin = 0; done != published && spin < SPINS; spin++) done = atomic.load<i32>(control + DONE);
    if (atomic.load<i32>(control + FAILED)) return false;
    if (done == published) return true;
    if (!canSleep) {
      if (++rounds == ROUNDS) return false;
    } else if (atomic.wait<i32>(control + DONE, done, TIMEOUT_NS) == AtomicWaitResult.TIMED_OUT) return false;
  }
}

/** The loop of a worker thread, without end: take parts from all `slots`, spin `spins` times for new ones, sleep. */
export function serve(control: usize, slots: i32, spins: i32): void {
  const end = control + <usize>slots * SLOT_BYTES;
  while (true) {
    const generation = atomic.load<i32>(control + GENERATION);
    for (let slot = control; slot < end; slot += SLOT_BYTES) takeParts(slot);
    let spin = 0;
    while (atomic.load<i32>(control + GENERATION) == generation && spin < spins) spin++;
    if (spin == spins) atomic.wait<i32>(control + GENERATION, generation, -1);
  }
}

/** Computes parts of the pass in `slot` until all are taken; wakes the host after the last one. */
function takeParts(slot: usize): void {
  while (true) {
    const part = atomic.load<i32>(slot + TAKEN);
    const published = atomic.load<i32>(slot + PUBLISHED);
    if (part == published) return;
    if (atomic.cmpxchg<i32>(slot + TAKEN, part, part + 1) != part) continue;
    if (!runPart(slot + PASS, published - part - 1)) atomic.store<i32>(slot + FAILED, 1);
    if (atomic.add<i32>(slot + DONE, 1) + 1 == published) atomic.notify(slot + DONE, 1);
  }
}
