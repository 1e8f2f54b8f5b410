import { readdir } from "node:fs/promises";
import { takeLock } from "kernel-lock";
import { retire } from "./drain.ts";
import { isSpoolId, spoolPaths } from "./paths.ts";

/** The runs whose entries a server refused, oldest first: all of them that a server takes is there. */
export async function listSetAside(spoolDir: string): Promise<string[]> {
  const names = await readdir(setAsideDirOf(spoolDir)).catch(() => []);
  return [...new Set(names.map((name) => name.replace(/\.jsonl$/, "")))].filter(isSpoolId).sort();
}

/** The folder of runs with refused entries: a spool that is never sent. */
export function setAsideDirOf(spoolDir: string): string {
  return spoolPaths(spoolDir, "").setAsideDir;
}

/**
 * Deletes a run with its files, whether a server has it or not; false if a living process writes or sends it.
 *
 * @throws errors of the file system
 */
export async function removeSpooledRun(spoolDir: string, spoolId: string): Promise<boolean> {
  const paths = spoolPaths(spoolDir, spoolId);
  const lock = takeLock(paths.lock);
  if (!lock) return false;
  try {
    await retire(paths, false);
    return true;
  } finally {
    lock.release();
  }
}
