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
/** A holder on another machine is only known by its heartbeat. */
const SILENT_MS = 20 * HEARTBEAT_MS;

/** Held by the one process that may write or send a run. */
export interface Lock {
  release(): void;
}

/**
 * Takes the lock at `path`, or returns undefined when a living process has it. The lock of a process that died is
 * taken over; on another machine a process counts as dead after ten silent minutes.
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

/** Whether a living process has the lock at `path`. */
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

/** Moves the lock away first, so that of two processes that find it stale one removes it, and never a fresh one. */
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
    holder = {}; // its holder was killed between creating and writing it, or is about to write it
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

/** When a process started, so that a number that is used again is not mistaken for it; empty where that is not known. */
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
