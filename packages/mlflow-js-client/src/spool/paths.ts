import { randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";

/** The files of one run in the spool: the journal `<spoolDir>/<spoolId>.jsonl` and a folder with everything else. */
export interface SpoolPaths {
  spoolId: string;
  journal: string;
  folder: string;
  artifacts: string;
  models: string;
  ack: string;
  lock: string;
  /** The entries that the server refused, with the reasons. */
  setAsideFile: string;
  /** Where a run with refused entries is moved when everything else is sent. */
  setAsideDir: string;
}

export function spoolPaths(spoolDir: string, spoolId: string): SpoolPaths {
  const folder = join(spoolDir, spoolId);
  return {
    spoolId,
    folder,
    journal: join(spoolDir, `${spoolId}.jsonl`),
    artifacts: join(folder, "artifacts"),
    models: join(folder, "models"),
    ack: join(folder, "ack.json"),
    lock: join(folder, "lock"),
    setAsideFile: join(folder, "set-aside.jsonl"),
    setAsideDir: join(spoolDir, "set-aside"),
  };
}

let latest = 0;

/**
 * A new id such as `20261124T040506789Z-1a2b3c4d`, unique on all machines. Ids sort by time; ids of one process sort in
 * the order of their creation even within a millisecond, so a parent run is sent before its children.
 */
export function newSpoolId(): string {
  latest = Math.max(Date.now(), latest + 1);
  const time = new Date(latest).toISOString().replaceAll(/[-:.]/g, "");
  return `${time}-${randomBytes(4).toString("hex")}`;
}

/** Whether `newSpoolId` may have returned `name`. */
export function isSpoolId(name: string): boolean {
  return /^\d{8}T\d{9}Z-[0-9a-f]{8}$/.test(name);
}

/** The spool ids of the runs that wait in a spool, oldest first; empty if the folder does not exist. */
export function listSpool(spoolDir: string): string[] {
  try {
    const names = readdirSync(spoolDir).filter((name) => name.endsWith(".jsonl"));
    return names.map((name) => name.slice(0, -".jsonl".length)).sort();
  } catch {
    return [];
  }
}
