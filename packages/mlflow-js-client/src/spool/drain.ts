import { mkdir, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { type Ack, writeAck } from "./ack.ts";
import type { Damage, Entry } from "./entries.ts";
import { groupsOf } from "./groups.ts";
import type { SpoolPaths } from "./paths.ts";
import { readJournal } from "./read-journal.ts";

/**
 * Gives `apply` what the journal has beyond `ack`, group by group, and moves `ack` on after each. Returns whether the
 * journal ends in the middle of a line.
 */
export async function drain(
  paths: SpoolPaths,
  ack: Ack,
  apply: (group: (Entry | Damage)[]) => Promise<void>,
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

/** Removes a run that is wholly on the server; with something set aside it is moved out of the way, whole. */
export async function retire(paths: SpoolPaths, keep: boolean): Promise<void> {
  if (keep) {
    await mkdir(paths.attic, { recursive: true });
    await rename(paths.journal, join(paths.attic, basename(paths.journal)));
    await rm(paths.lock, { force: true });
    await rename(paths.folder, join(paths.attic, basename(paths.folder)));
  } else {
    await rm(paths.journal, { force: true }); // first, for it is what others look for
    await rm(paths.folder, { recursive: true, force: true });
  }
}
