import { readdir, rm } from "node:fs/promises";
import { takeLock } from "kernel-lock";
import { removeFolder } from "./drain.ts";
import { isSpoolId, type SpoolPaths, spoolPaths } from "./paths.ts";
import { readJournal } from "./read-journal.ts";

/** Removes runs without a whole line: their process was killed, or found no room, before it wrote the first one. */
export async function sweepSpool(spoolDir: string): Promise<void> {
  const names = await readdir(spoolDir).catch(() => []);
  const ids = new Set(names.map((name) => name.replace(/\.jsonl$/, "")).filter(isSpoolId));
  for (const id of ids) await sweepRun(spoolPaths(spoolDir, id)).catch(() => {}); // it must not stop what is to be sent
}

async function sweepRun(paths: SpoolPaths): Promise<void> {
  if (await hasLine(paths)) return;
  const lock = takeLock(paths.lock);
  try {
    if (!lock || (await hasLine(paths))) return;
    await rm(paths.journal, { force: true });
    await removeFolder(paths);
  } finally {
    lock?.release();
  }
}

async function hasLine({ journal }: SpoolPaths): Promise<boolean> {
  return (await readJournal(journal, 0)).lines.length > 0;
}
