import { randomUUID } from "node:crypto";
import { link, open, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Writes a new file and returns once its bytes are on the disk. */
export function writeDurably(path: string, data: Uint8Array | string): Promise<void> {
  return writeFile(path, data, { flag: "wx", flush: true });
}

/** Makes a folder's entries (files created or renamed in it) survive a power cut. */
export async function syncDir(path: string): Promise<void> {
  if (process.platform === "win32") return; // Windows cannot open a folder for this.
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Puts `text` at `path` so that a reader sees the old file or the new one, never a part. */
export function replaceFile(path: string, text: string): Promise<void> {
  return publish(path, text, rename);
}

/** Like `replaceFile`, but fails with EEXIST when the file is there: of several writers one wins. */
export function createFile(path: string, text: string): Promise<void> {
  return publish(path, text, link);
}

async function publish(path: string, text: string, place: typeof rename): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}-${randomUUID()}`);
  try {
    await writeDurably(temporary, text);
    await place(temporary, path);
    await syncDir(dirname(path));
  } finally {
    await rm(temporary, { force: true });
  }
}
