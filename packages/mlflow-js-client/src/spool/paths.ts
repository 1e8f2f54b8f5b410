import { randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";

/** Where one run is kept: `<spoolDir>/<spoolId>.jsonl`, and beside it a folder with everything else. */
export interface SpoolPaths {
  spoolId: string;
  journal: string;
  folder: string;
  artifacts: string;
  models: string;
  ack: string;
  lock: string;
  /** What could not be sent, with the reasons. */
  setAside: string;
  /** Where the run goes when all is sent but what was set aside. */
  attic: string;
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
    setAside: join(folder, "set-aside.jsonl"),
    attic: join(spoolDir, "set-aside"),
  };
}

let latest = 0;

/**
 * Sorts by time, and is known to nobody else: `20261124T040506789Z-1a2b3c4d`. Those of one process sort as they were made,
 * in the same millisecond too: a run is sent before those that are parts of it.
 */
export function newSpoolId(): string {
  latest = Math.max(Date.now(), latest + 1);
  const time = new Date(latest).toISOString().replaceAll(/[-:.]/g, "");
  return `${time}-${randomBytes(4).toString("hex")}`;
}

/** The runs in a spool, oldest first; empty when there is no such folder. */
export function listSpool(spoolDir: string): string[] {
  try {
    const names = readdirSync(spoolDir).filter((name) => name.endsWith(".jsonl"));
    return names.map((name) => name.slice(0, -".jsonl".length)).sort();
  } catch {
    return [];
  }
}
