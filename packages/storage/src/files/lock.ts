import { setTimeout } from "node:timers/promises";
import { Interrupted } from "@lstm-predict/checks";
import { isHeld, type Lock, takeLock } from "kernel-lock";
import { StorageError } from "../errors.ts";

export { isHeld, type Lock };

/** Limits of a wait for a lock. */
export interface Wait {
  /** Default: 10 000. */
  waitMs?: number | undefined;
  /** Ends the wait. */
  signal?: AbortSignal | undefined;
}

/**
 * Takes the lock `path`, as `takeLock` of kernel-lock does; undefined if it is held.
 *
 * @throws StorageError `lock_failed`, which names the path
 */
export function tryLock(path: string, patienceMs?: number): Lock | undefined {
  try {
    return takeLock(path, patienceMs);
  } catch (cause) {
    const { message } = cause as Error;
    throw new StorageError("lock_failed", `cannot take the lock "${path}": ${message}`, { cause });
  }
}

/**
 * Runs `work` while holding the lock `path`. Not reentrant.
 *
 * @throws StorageError `locked` if the lock is not free in time, `lock_failed`; Interrupted if the signal aborts the wait; what
 * `work` throws
 */
export async function withLock<T>(path: string, work: () => Promise<T>, wait: Wait = {}): Promise<T> {
  const lock = await waitFor(path, wait);
  try {
    return await work();
  } finally {
    lock.release();
  }
}

async function waitFor(path: string, { waitMs = 10_000, signal }: Wait): Promise<Lock> {
  // Not the time of day, which may be set.
  const until = performance.now() + waitMs;
  for (;;) {
    if (signal?.aborted) throw new Interrupted(`interrupted while another process held the lock "${path}"`);
    const lock = tryLock(path, 0);
    if (lock) return lock;
    if (performance.now() >= until) {
      throw new StorageError(
        "locked",
        `another process has held the lock "${path}" for ${waitMs / 1000} s: try again when it has ended`,
      );
    }
    await setTimeout(5 + 20 * Math.random(), undefined, { signal }).catch(() => {});
  }
}
