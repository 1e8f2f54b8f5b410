import { readdir } from "node:fs/promises";
import { takeLock } from "kernel-lock";
import { clear } from "./drain.ts";
import { isSpoolId, type SpoolPaths, spoolPaths } from "./paths.ts";
import { readJournal } from "./read-journal.ts";

/** Clears runs without a whole line: their process was killed, or found no room, before the first one or after the last. */
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
    await clear(paths);
  } finally {
    lock?.release();
  }
}

async function hasLine({ journal }: SpoolPaths): Promise<boolean> {
  return (await readJournal(journal, 0)).lines.length > 0;
}
