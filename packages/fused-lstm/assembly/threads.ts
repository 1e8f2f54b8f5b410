// How threads share a job: its parts are numbered on from those of the job before, and whoever is free takes the next
// number. Which thread computes a part never changes its result, so results do not depend on the number of threads.
//
// `taken` is compared with `published` and advanced in one atomic step, so a thread that wakes late, after its job is
// over, finds nothing to take. The job's fields are only written while nothing can be taken.

import { backward, weightGradients } from "./backward";
import { forward } from "./forward";
import { Job } from "./job";

/** The host's `Control` (src/kernel/threads.ts): 32-bit words, the job behind them. */
// @ts-ignore: decorator
@inline const TAKEN: usize = 0;
// @ts-ignore: decorator
@inline const PUBLISHED: usize = 4;
// @ts-ignore: decorator
@inline const DONE: usize = 8;
// @ts-ignore: decorator
@inline const FAILED: usize = 12;
// @ts-ignore: decorator
@inline const JOB: usize = 64;

/** Looks this often for news before it sleeps: about half a millisecond, longer than the pauses within a step. */
const SPINS = 400_000;
/** A part that takes longer has lost its thread. */
const PATIENCE_NS: i64 = 60_000_000_000;

/** Runs the job at `control` in `parts` parts with whoever else serves; false when a thread was lost. */
export function run(control: usize, parts: i32): bool {
  const published = atomic.load<i32>(control + PUBLISHED) + parts;
  atomic.store<i32>(control + PUBLISHED, published);
  atomic.notify(control + PUBLISHED, -1);
  takeParts(control);
  while (true) {
    let done = atomic.load<i32>(control + DONE);
    for (let spin = 0; done != published && spin < SPINS; spin++) done = atomic.load<i32>(control + DONE);
    if (atomic.load<i32>(control + FAILED)) return false;
    if (done == published) return true;
    if (atomic.wait<i32>(control + DONE, done, PATIENCE_NS) == AtomicWaitResult.TIMED_OUT) return false;
  }
}

/** What a worker thread does for ever: take parts, look for more, sleep. */
export function serve(control: usize): void {
  while (true) {
    takeParts(control);
    const published = atomic.load<i32>(control + TAKEN);
    let spin = 0;
    while (atomic.load<i32>(control + PUBLISHED) == published && spin < SPINS) spin++;
    if (spin == SPINS) atomic.wait<i32>(control + PUBLISHED, published, -1);
  }
}

function takeParts(control: usize): void {
  while (true) {
    const part = atomic.load<i32>(control + TAKEN);
    const published = atomic.load<i32>(control + PUBLISHED);
    if (part == published) return;
    if (atomic.cmpxchg<i32>(control + TAKEN, part, part + 1) != part) continue;
    runPart(changetype<Job>(control + JOB), published - part - 1);
    if (atomic.add<i32>(control + DONE, 1) + 1 == published) atomic.notify(control + DONE, 1);
  }
}

/** Parts are numbered from the last: what is left over, a short part, comes first. */
function runPart(job: Job, part: i32): void {
  const first = part * job.perPart;
  if (job.kind == 2) weightGradients(job, first, min(first + job.perPart, job.padded / 2));
  else if (job.kind == 1) backward(job, first, min(first + job.perPart, job.batch));
  else forward(job, first, min(first + job.perPart, job.batch));
}
