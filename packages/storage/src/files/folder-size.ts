import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** What a folder takes. */
export interface FolderSize {
  bytes: number;
  /** The latest change of one of its files, in ms since 1970; 0 without files. */
  changedAt: number;
}

/** Adds up the files below a folder, or measures a single file; what is gone meanwhile counts as nothing. */
export async function folderSize(path: string): Promise<FolderSize> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => undefined);
  const files = entries
    ? entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    : [path];
  let [bytes, changedAt] = [0, 0];
  for (const file of files) {
    const found = await stat(file).catch(() => undefined);
    bytes += found?.size ?? 0;
    changedAt = Math.max(changedAt, found?.mtimeMs ?? 0);
  }
  return { bytes, changedAt };
}
