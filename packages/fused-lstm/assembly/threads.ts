// How threads share a pass. The host publishes a pass in parts, and every thread that is free takes the next part. The
// result of a part does not depend on the thread that computes it, so results do not depend on the number of threads.
//
// TAKEN, PUBLISHED and DONE count the parts of all passes that the slot has had. One compare-and-swap takes a part, so a
// thread that wakes late, after its pass is done, finds TAKEN equal to PUBLISHED and takes nothing. The host writes the
// next pass only when all three are equal.

import { backward, weightGradients } from "./backward";
import { forward } from "./forward";
import { LayerPass } from "./layer-pass";

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

/** Runs the pass of the first slot in `parts` parts, together with the workers. Returns false if a thread was lost. */
export function run(control: usize, parts: i32): bool {
  const published = atomic.load<i32>(control + PUBLISHED) + parts;
  atomic.store<i32>(control + PUBLISHED, published);
  atomic.add<i32>(control + GENERATION, 1);
  atomic.notify(control + GENERATION, -1);
  takeParts(control);
  while (true) {
    let done = atomic.load<i32>(control + DONE);
    for (let spin = 0; done != published && spin < SPINS; spin++) done = atomic.load<i32>(control + DONE);
    if (atomic.load<i32>(control + FAILED)) return false;
    if (done == published) return true;
    if (atomic.wait<i32>(control + DONE, done, TIMEOUT_NS) == AtomicWaitResult.TIMED_OUT) return false;
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
    if (!runPart(changetype<LayerPass>(slot + PASS), published - part - 1)) atomic.store<i32>(slot + FAILED, 1);
    if (atomic.add<i32>(slot + DONE, 1) + 1 == published) atomic.notify(slot + DONE, 1);
  }
}

/** `part` counts down to 0, so the part that may be short is computed first. False if another thread was lost. */
function runPart(pass: LayerPass, part: i32): bool {
  const first = part * pass.perPart;
  if (pass.kind == 3) return forwardLayer(pass, pass.perPart - 1 - part);
  if (pass.kind == 2) weightGradients(pass, first, min(first + pass.perPart, pass.padded / 2));
  else if (pass.kind == 1) backward(pass, first, min(first + pass.perPart, pass.batch));
  else forwardStack(pass, first, min(first + pass.perPart, pass.batch));
  return true;
}

/**
 * Runs the whole batch through one layer, which follows the layer below step by step. The lowest layer is taken first,
 * so a thread never waits for a layer that no thread has begun.
 */
function forwardLayer(pass: LayerPass, layer: i32): bool {
  for (; layer > 0; layer--) pass = changetype<LayerPass>(pass.next);
  return forward(pass, 0, pass.batch);
}

/** Runs the sequences [first, last) through all layers. Sequences are independent, so a part never waits for others. */
function forwardStack(pass: LayerPass, first: i32, last: i32): void {
  forward(pass, first, last);
  for (let next = pass.next; next != 0; next = changetype<LayerPass>(next).next) {
    forward(changetype<LayerPass>(next), first, last);
  }
}
