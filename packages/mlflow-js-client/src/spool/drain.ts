import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { type Ack, writeAck } from "./ack.ts";
import type { DamagedLine, Entry } from "./entries.ts";
import { groupsOf } from "./groups.ts";
import type { SpoolPaths } from "./paths.ts";
import { readJournal } from "./read-journal.ts";

/**
 * Passes the journal's entries after `ack` to `apply`, group by group, and updates `ack` after each group. Returns
 * whether the journal ends in the middle of a line.
 */
export async function drain(
  paths: SpoolPaths,
  ack: Ack,
  apply: (group: (Entry | DamagedLine)[]) => Promise<void>,
): Promise<boolean> {
  for (;;) {
    const { lines, torn } = await readJournal(paths.journal, ack.offset);
    if (lines.length === 0) return torn !== undefined;
    for (const group of groupsOf(lines)) {
      await apply(group.map(({ entry }) => entry));
      const { entry, end } = group.at(-1)!;
      ack.offset = end;
      if (entry.op !== "damage") ack.time = entry.time;
      ack.sent += group.length;
      await writeAck(paths.ack, ack);
    }
  }
}

/**
 * Removes a completed run from the spool; with `keep` moves it to the folder `set-aside`, entries and files. The caller holds
 * the run's lock, which goes last: whoever has the lock of a run without a journal clears it.
 */
export async function retire(paths: SpoolPaths, keep: boolean): Promise<void> {
  if (keep) {
    await mkdir(paths.setAsideDir, { recursive: true });
    await rename(paths.journal, setAside(paths, paths.journal));
    await moveFolder(paths);
  } else {
    await rm(paths.journal, { force: true }); // first: other processes find a run by its journal
    await removeFolder(paths);
  }
}

/**
 * Clears a run whose journal has no line, or is gone: its process was killed before it wrote one, or while it retired the run.
 * The caller holds the run's lock.
 */
export async function clear(paths: SpoolPaths): Promise<void> {
  if (existsSync(setAside(paths, paths.journal))) await moveFolder(paths);
  else await retire(paths, false);
}

/** Where a file or folder is while the run is set aside. */
function setAside({ setAsideDir }: SpoolPaths, path: string): string {
  return join(setAsideDir, basename(path));
}

async function moveFolder(paths: SpoolPaths): Promise<void> {
  const moved = setAside(paths, paths.folder);
  await rename(paths.folder, moved).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    await removeFolder(paths); // it was moved before: this one has nothing but the lock
  });
  await rm(join(moved, basename(paths.lock)), { force: true });
}

/** Removes the folder of a run that is sent. A process that takes the lock in it meanwhile removes it after that. */
async function removeFolder({ folder }: SpoolPaths): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOTEMPTY") throw error;
  }
}
