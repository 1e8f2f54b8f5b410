import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { syncDir, writeDurably } from "./durable.ts";

/** File contents by relative path. */
export type Files = Record<string, string | Uint8Array>;

/**
 * Creates the folder `target` as a whole or not at all: writes it beside `target` under a hidden name, flushes it, lets
 * `check` read it back, and renames it. With `replace`, an existing folder is moved away first: it is never there in part.
 *
 * @returns the result of `check`
 * @throws what the system or `check` throws; no file is left behind
 */
export async function placeFolder<T>(
  target: string,
  files: Files,
  check: (dir: string) => Promise<T>,
  { replace = false } = {},
): Promise<T> {
  const parent = dirname(target);
  const temporary = join(parent, `.saving-${basename(target)}-${randomUUID()}`);
  const old = join(parent, `.old-${basename(target)}-${randomUUID()}`);
  try {
    await writeFolder(temporary, files);
    const checked = await check(temporary);
    if (replace) await moveAway(target, old);
    await rename(temporary, target).catch(async (error) => {
      // This fails if nothing was moved away, or if another process was first.
      if (replace) await rename(old, target).catch(() => {});
      throw error;
    });
    await syncDir(parent);
    await rm(old, { recursive: true, force: true }).catch(() => {});
    return checked;
  } catch (error) {
    // The caller must see the first error, not one of cleaning up.
    await rm(temporary, { recursive: true, force: true }).catch(() => {});
    await rmdir(parent).catch(() => {}); // Succeeds only if the folder is empty, so created for this target.
    throw error;
  }
}

/**
 * Removes a folder as a whole or not at all: renames it to a hidden name beside it, which `sweep` removes if this process is
 * killed in between. A missing folder counts as removed.
 */
export async function removeFolder(target: string): Promise<void> {
  const old = join(dirname(target), `.old-${basename(target)}-${randomUUID()}`);
  await moveAway(target, old);
  await syncDir(dirname(target));
  await rm(old, { recursive: true, force: true });
}

async function moveAway(folder: string, to: string): Promise<void> {
  await rename(folder, to).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
}

async function writeFolder(dir: string, files: Files): Promise<void> {
  const folders = new Set([dir]);
  for (const [path, data] of Object.entries(files)) {
    const file = join(dir, path);
    await mkdir(dirname(file), { recursive: true });
    folders.add(dirname(file));
    await writeDurably(file, data);
  }
  for (const folder of folders) await syncDir(folder);
}
