import { randomUUID } from "node:crypto";
import { chmod, mkdir, open, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** What a file is written from: bytes, text, or chunks of either, one after the other. */
export type FileContents = Uint8Array | string | AsyncIterable<Uint8Array | string>;

/** Writes a new file and resolves once its bytes are on disk. */
export function writeDurably(path: string, data: FileContents): Promise<void> {
  return writeFile(path, data, { flag: "wx", flush: true });
}

/** Flushes a folder, so that files created or renamed in it survive a power cut. */
export async function syncDir(path: string): Promise<void> {
  if (process.platform === "win32") return; // Windows cannot open a folder to flush it.
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A hidden name in the same folder, so that a rename stays on one disk. */
export function hidden(path: string): string {
  return join(dirname(path), `.${basename(path)}-${randomUUID()}`);
}

/** Writes `data` to `path` and creates its folder: a reader sees the old file or the new one, never a part. */
export async function replaceFile(path: string, data: FileContents): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  // A link stays a link, and a file keeps its permissions.
  const target = await realpath(path).catch(() => path);
  const old = await stat(target).catch(() => undefined);
  const temporary = hidden(target);
  try {
    await writeDurably(temporary, data);
    if (old) await chmod(temporary, old.mode);
    await rename(temporary, target);
    await syncDir(dirname(target));
  } finally {
    await rm(temporary, { force: true });
  }
}
