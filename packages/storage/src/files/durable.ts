import { randomUUID } from "node:crypto";
import { link, mkdir, open, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import writeFileAtomic from "write-file-atomic";

/** Writes a new file and resolves once its bytes are on disk. */
export function writeDurably(path: string, data: Uint8Array | string): Promise<void> {
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

/** Writes `data` to `path` and creates its folder: a reader sees the old file or the new one, never a part. */
export async function replaceFile(path: string, data: Uint8Array | string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomic(path, Buffer.from(data));
  await syncDir(dirname(path));
}

/**
 * Creates a file as a whole; of several writers one wins.
 *
 * @throws the system's EEXIST if the file exists
 */
export async function createFile(path: string, data: Uint8Array | string): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}-${randomUUID()}`);
  try {
    await writeDurably(temporary, data);
    await link(temporary, path);
    await syncDir(dirname(path));
  } finally {
    await rm(temporary, { force: true });
  }
}
