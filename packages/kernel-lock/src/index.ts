import { closeSync, fchmodSync, mkdirSync, openSync, rmSync, statSync, truncateSync } from "node:fs";
import { dirname } from "node:path";

// Not an import: where Node.js has no SQLite, the error of one does not say what to do.
const { DatabaseSync } = process.getBuiltinModule?.("node:sqlite") ?? refuse();
type Database = InstanceType<typeof DatabaseSync>;

/** A lock that this process holds. */
export interface Lock {
  release(): void;
}

// https://sqlite.org/rescode.html
const [BUSY, NOT_A_DATABASE] = [5, 26];

/** SQLite takes a lock in steps: of two processes that begin at once, each may stop the other for a moment, as `isHeld` may. */
const MOMENT_MS = 20;

/** Connections in use: a forgotten one would be closed by the garbage collector, and its lock released. */
const held = new Set<Database>();

/**
 * Takes the lock `path`; undefined if another process, or another part of this one, holds it.
 *
 * The file is an empty SQLite database, of which only the lock is used. The kernel holds it, so that it ends with its process,
 * however that ends: no process id, host or time of day is compared, and there is nothing to take over. It holds between
 * containers on one machine, and between machines on a shared folder whose server has POSIX locks, as NFS 4 has.
 *
 * @param patienceMs how long to block if it is not free; with 0 a free lock may seem held while others look at it, for a caller
 * that tries again
 * @throws errors of the file system and of SQLite, if the file cannot be created or locked
 * @example
 * const lock = takeLock("models/AAPL/lock");
 * if (!lock) throw new Error("another process is at work");
 * try {
 *   await train();
 * } finally {
 *   lock.release();
 * }
 */
export function takeLock(path: string, patienceMs = MOMENT_MS): Lock | undefined {
  for (;;) {
    create(path);
    const file = identify(path);
    const database = new DatabaseSync(path, { timeout: patienceMs });
    if (!exclude(database, path)) {
      database.close();
      return undefined;
    }
    // The last holder may have removed the file before this process had its lock: then another one has the name.
    if (file !== undefined && file === identify(path)) return hold(database, path, file);
    database.close();
  }
}

/** Whether a living process holds the lock `path`; takes the right to read the file alone. */
export function isHeld(path: string): boolean {
  let database: Database | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true, timeout: 0 });
    database.exec("SELECT 1 FROM sqlite_schema");
    return false;
  } catch (error) {
    return codeOf(error) === BUSY; // otherwise there is no such file, or it has the content of an earlier version's lock
  } finally {
    database?.close();
  }
}

function hold(database: Database, path: string, file: string): Lock {
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

/** Creates the file, if there is none: whoever may write in the folder may take its locks. */
function create(path: string): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  let file: number;
  try {
    file = openSync(path, "wx");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return;
    if (code !== "ENOENT") throw error;
    create(path); // another process has removed the folder, which was empty
    return;
  }
  try {
    fchmodSync(file, statSync(folder).mode & 0o666);
  } catch {
    // The file system has no permissions, or another process has removed the folder again: `takeLock` finds out.
  } finally {
    closeSync(file);
  }
}

/** Takes SQLite's lock; false if another connection has it. */
function exclude(database: Database, path: string): boolean {
  try {
    // A journal on disk would need room, and would outlive a killed process.
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return true;
  } catch (error) {
    if (codeOf(error) === BUSY) return false;
    if (codeOf(error) !== NOT_A_DATABASE) {
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

function codeOf(error: unknown): number | undefined {
  return (error as { errcode?: number }).errcode;
}

function refuse(): never {
  throw new Error(`Node.js ${process.version} has no SQLite, which locks need: use Node.js 22.16 or later`);
}
