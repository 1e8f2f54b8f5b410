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

/** Removes a completed run from the spool; with `keep` moves it to the folder `set-aside`, entries and files. */
export async function retire(paths: SpoolPaths, keep: boolean): Promise<void> {
  if (keep) {
    await mkdir(paths.setAsideDir, { recursive: true });
    await rename(paths.journal, join(paths.setAsideDir, basename(paths.journal)));
    await rm(paths.lock, { force: true });
    await rename(paths.folder, join(paths.setAsideDir, basename(paths.folder)));
  } else {
    await rm(paths.journal, { force: true }); // first: other processes find a run by its journal
    await removeFolder(paths);
  }
}

/** Removes the folder of a run that is sent. A process that takes the lock in it meanwhile removes it after that. */
export async function removeFolder({ folder }: SpoolPaths): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOTEMPTY") throw error;
  }
}
