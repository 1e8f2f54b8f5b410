import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { syncDir, writeDurably } from "./durable.ts";

/** Contents by relative path. */
export type Files = Record<string, string | Uint8Array>;

/**
 * Writes a folder beside its place under a hidden name, flushes it, lets `check` read it back, and renames it: it is there as
 * a whole or not at all. With `replace` a folder that is in its place goes.
 *
 * @returns what `check` returns
 * @throws what the system or `check` throws; nothing is left then
 */
export async function placeFolder<T>(
  target: string,
  files: Files,
  check: (dir: string) => Promise<T>,
  { replace = false } = {},
): Promise<T> {
  const parent = dirname(target);
  const temporary = join(parent, `.saving-${basename(target)}-${randomUUID()}`);
  try {
    await writeFolder(temporary, files);
    const checked = await check(temporary);
    if (replace) await rm(target, { recursive: true, force: true });
    await rename(temporary, target);
    await syncDir(parent);
    return checked;
  } catch (error) {
    // What went wrong first is what the caller must hear of.
    await rm(temporary, { recursive: true, force: true }).catch(() => {});
    await rmdir(parent).catch(() => {}); // Only when it was made for this: a folder in use is not empty.
    throw error;
  }
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
