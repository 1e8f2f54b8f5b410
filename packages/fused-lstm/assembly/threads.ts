// How threads share a job: its parts are numbered on from those of the job before, and whoever is free takes the next
// number. Which thread computes a part never changes its result, so results do not depend on the number of threads.
//
// `taken` is compared with `published` and advanced in one atomic step, so a thread that wakes late, after its job is
// over, finds nothing to take. The job's fields are only written while nothing can be taken.

import { backward, weightGradients } from "./backward";
import { forward } from "./forward";
import { Job } from "./job";

/** The host's `Control` (src/kernel/control.ts): 32-bit words, the job behind them. Several stand side by side. */
// @ts-ignore: decorator
@inline const TAKEN: usize = 0;
// @ts-ignore: decorator
@inline const PUBLISHED: usize = 4;
// @ts-ignore: decorator
@inline const DONE: usize = 8;
// @ts-ignore: decorator
@inline const FAILED: usize = 12;
/** Of the first of them alone: changes with every job of any. */
// @ts-ignore: decorator
@inline const NEWS: usize = 16;
// @ts-ignore: decorator
@inline const JOB: usize = 64;
// @ts-ignore: decorator
@inline const CONTROL_BYTES: usize = 256;

/** Looks this often for the end of a job before it sleeps: about half a millisecond. */
const SPINS = 400_000;
/** A part that takes longer has lost its thread. */
const PATIENCE_NS: i64 = 60_000_000_000;

/** Runs the job at `control`, the first, in `parts` parts with whoever else serves; false when a thread was lost. */
export function run(control: usize, parts: i32): bool {
  const published = atomic.load<i32>(control + PUBLISHED) + parts;
  atomic.store<i32>(control + PUBLISHED, published);
  atomic.add<i32>(control + NEWS, 1);
  atomic.notify(control + NEWS, -1);
  takeParts(control);
  while (true) {
    let done = atomic.load<i32>(control + DONE);
    for (let spin = 0; done != published && spin < SPINS; spin++) done = atomic.load<i32>(control + DONE);
    if (atomic.load<i32>(control + FAILED)) return false;
    if (done == published) return true;
    if (atomic.wait<i32>(control + DONE, done, PATIENCE_NS) == AtomicWaitResult.TIMED_OUT) return false;
  }
}

/** What a worker thread does for ever: take parts of the jobs at `slots` controls, look `spins` times for more, sleep. */
export function serve(control: usize, slots: i32, spins: i32): void {
  const end = control + <usize>slots * CONTROL_BYTES;
  while (true) {
    const news = atomic.load<i32>(control + NEWS);
    for (let slot = control; slot < end; slot += CONTROL_BYTES) takeParts(slot);
    let spin = 0;
    while (atomic.load<i32>(control + NEWS) == news && spin < spins) spin++;
    if (spin == spins) atomic.wait<i32>(control + NEWS, news, -1);
  }
}

function takeParts(control: usize): void {
  while (true) {
    const part = atomic.load<i32>(control + TAKEN);
    const published = atomic.load<i32>(control + PUBLISHED);
    if (part == published) return;
    if (atomic.cmpxchg<i32>(control + TAKEN, part, part + 1) != part) continue;
    if (!runPart(changetype<Job>(control + JOB), published - part - 1)) atomic.store<i32>(control + FAILED, 1);
    if (atomic.add<i32>(control + DONE, 1) + 1 == published) atomic.notify(control + DONE, 1);
  }
}

/** Parts are numbered from the last: what is left over, a short part, comes first. False when another thread was lost. */
function runPart(job: Job, part: i32): bool {
  const first = part * job.perPart;
  if (job.kind == 3) return forwardLayer(job, job.perPart - 1 - part);
  if (job.kind == 2) weightGradients(job, first, min(first + job.perPart, job.padded / 2));
  else if (job.kind == 1) backward(job, first, min(first + job.perPart, job.batch));
  else forwardStack(job, first, min(first + job.perPart, job.batch));
  return true;
}

/**
 * All rows through one layer, step by step behind the one below. The lowest is taken first: nobody waits for a layer that nobody
 * has begun.
 */
function forwardLayer(job: Job, layer: i32): bool {
  for (; layer > 0; layer--) job = changetype<Job>(job.next);
  return forward(job, 0, job.batch);
}

/** Rows know nothing of each other: a part goes through all layers without waiting for the others. */
function forwardStack(job: Job, first: i32, last: i32): void {
  forward(job, first, last);
  for (let next = job.next; next != 0; next = changetype<Job>(next).next) forward(changetype<Job>(next), first, last);
}
