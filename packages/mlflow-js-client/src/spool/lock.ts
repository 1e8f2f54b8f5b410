import { randomUUID } from "node:crypto";
import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";

const HEARTBEAT_MS = 30_000;
/** A holder on another machine counts as dead after this time without a heartbeat. */
const SILENT_MS = 20 * HEARTBEAT_MS;

/** A lock file that this process holds. */
export interface Lock {
  release(): void;
}

/**
 * Takes the lock file at `path`. Returns undefined if a living process holds it. The lock of a dead process is taken
 * over; a process on another machine counts as dead after ten minutes without a heartbeat.
 *
 * @throws the errors of the file system, if the file cannot be created
 *
 * @example
 * const lock = takeLock("models/AAPL/lock");
 * if (!lock) throw new Error("another process is at work");
 * try {
 *   await train();
 * } finally {
 *   lock.release();
 * }
 */
export function takeLock(path: string): Lock | undefined {
  const mine = JSON.stringify({
    pid: process.pid,
    started: startOf(process.pid),
    host: hostname(),
    id: randomUUID(),
  });
  mkdirSync(dirname(path), { recursive: true });
  if (!create(path, mine)) {
    const other = read(path);
    if (other !== undefined && isAlive(other, path)) return undefined;
    if (other !== undefined && !removeStale(path, other)) return undefined;
    if (!create(path, mine)) return undefined;
  }
  const heartbeat = setInterval(() => touch(path), HEARTBEAT_MS);
  heartbeat.unref();
  return {
    release() {
      clearInterval(heartbeat);
      if (read(path) === mine) rmSync(path, { force: true });
    },
  };
}

/** Whether a living process holds the lock at `path`. */
export function isHeld(path: string): boolean {
  const holder = read(path);
  return holder !== undefined && isAlive(holder, path);
}

function create(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/**
 * Removes the lock if it still contains `expected`. Renaming it first makes this safe when two processes find it stale:
 * one of them removes it, and neither removes a new lock.
 */
function removeStale(path: string, expected: string): boolean {
  const moved = `${path}.${randomUUID()}`;
  try {
    renameSync(path, moved);
  } catch {
    return false;
  }
  const stale = read(moved) === expected;
  try {
    if (!stale) linkSync(moved, path);
  } catch {}
  rmSync(moved, { force: true });
  return stale;
}

function isAlive(text: string, path: string): boolean {
  let holder: { pid?: number; started?: string; host?: string };
  try {
    holder = JSON.parse(text);
  } catch {
    holder = {}; // the holder has created the file but not written it: it is about to, or was killed
  }
  if (holder.host !== hostname() || !holder.pid) {
    return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) < SILENT_MS;
  }
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  return holder.started === startOf(holder.pid);
}

/** When a process started: tells it from a later process with the same id. Empty where /proc does not exist. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? ""; // field 22, see proc_pid_stat(5)
  } catch {
    return "";
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {}
}
