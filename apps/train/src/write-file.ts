import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";

/** Replaces the file whole, so that a reader sees the old one or the new one, and makes its folder; errors name the file. */
export async function writeWhole(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFileAtomic(file, text);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw Object.assign(new Error(`cannot write "${file}": ${message}`, { cause }), { code });
  }
}
