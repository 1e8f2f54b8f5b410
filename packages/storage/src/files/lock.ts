import { chmodSync, closeSync, mkdirSync, openSync, rmSync, statSync, truncateSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import { Interrupted } from "@lstm-predict/checks";
import { StorageError } from "../errors.ts";

/** A lock that this process holds. */
export interface Lock {
  release(): void;
}

/** Limits of a wait for a lock. */
export interface Wait {
  /** Default: 10 000. */
  waitMs?: number | undefined;
  /** Ends the wait. */
  signal?: AbortSignal | undefined;
}

// https://sqlite.org/rescode.html
const [BUSY, NOT_EMPTY] = [5, 26];

/** Connections in use: a forgotten one would be closed by the garbage collector, and its lock released. */
const held = new Set<DatabaseSync>();

/**
 * Takes the lock `path`; undefined if another process, or another part of this one, holds it.
 *
 * The file is an empty SQLite database, of which only the lock is used. The kernel holds it, so that it ends with its process,
 * however that ends: no process id, host or time of day is compared, and there is nothing to take over. It holds between
 * containers on one machine, and between machines on a shared folder whose server has POSIX locks, as NFS 4 has.
 *
 * @throws StorageError `lock_failed`
 */
export function tryLock(path: string): Lock | undefined {
  try {
    for (;;) {
      create(path);
      const file = identify(path);
      const database = new DatabaseSync(path, { timeout: 0 });
      if (!exclude(database, path)) {
        database.close();
        return undefined;
      }
      // The last holder may have removed the file before this process had its lock: then another one has the name.
      if (file !== undefined && file === identify(path)) return hold(database, path, file);
      database.close();
    }
  } catch (cause) {
    const { message } = cause as Error;
    throw new StorageError("lock_failed", `cannot take the lock "${path}": ${message}`, { cause });
  }
}

function hold(database: DatabaseSync, path: string, file: string): Lock {
  held.add(database);
  return {
    release() {
      if (!held.delete(database)) return;
      try {
        if (identify(path) === file) rmSync(path);
      } catch {} // an empty file that stays does no harm
      database.close();
    },
  };
}

/**
 * Runs `work` while holding the lock `path`. Not for use within itself.
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
    const lock = tryLock(path);
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

/** Whoever may write in the folder may take its locks. */
function create(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  try {
    closeSync(openSync(path, "wx"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return;
    throw error;
  }
  chmodSync(path, statSync(dirname(path)).mode & 0o666);
}

/** Takes SQLite's lock; false if another connection has it. */
function exclude(database: DatabaseSync, path: string): boolean {
  try {
    // A journal on disk would need room, and would outlive a killed process.
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return true;
  } catch (error) {
    const { errcode } = error as { errcode?: number };
    if (errcode === BUSY) return false;
    if (errcode !== NOT_EMPTY) {
      database.close();
      throw error;
    }
    // Earlier versions wrote their process id. SQLite reads a file only after it has a lock, so nobody holds this one.
    truncateSync(path);
    return exclude(database, path);
  }
}

/** Tells a file from another one that has its name, or its number, later. */
function identify(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev}-${found.ino}-${found.birthtimeNs}`;
}
