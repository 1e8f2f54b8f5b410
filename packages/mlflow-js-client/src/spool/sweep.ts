import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { takeLock } from "kernel-lock";
import { removeFolder } from "./drain.ts";
import { isSpoolId, spoolPaths } from "./paths.ts";

/** Removes the folders of runs without a journal: their process was killed before it wrote the first line, or after the last. */
export async function sweepSpool(spoolDir: string): Promise<void> {
  const names = await readdir(spoolDir).catch(() => []);
  for (const id of names.filter(isSpoolId)) {
    const paths = spoolPaths(spoolDir, id);
    if (existsSync(paths.journal)) continue;
    try {
      const lock = takeLock(paths.lock);
      if (lock && !existsSync(paths.journal)) await removeFolder(paths);
      lock?.release();
    } catch {} // a leftover must not stop what is to be sent
  }
}
