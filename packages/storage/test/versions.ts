import { readFile } from "node:fs/promises";

/** The files of a target that has several, in the order in which they are given. */
export const FILES = ["a.bin", "b.bin", "c.bin"];

/** 200 kB that say nothing but a version, so that a part or a mixture can be told. */
export function content(version: number): Buffer {
  return Buffer.alloc(200_000, `${version};`);
}

/** The version that a file holds; undefined when there is none, an error when it is not whole. */
export async function versionIn(file: string): Promise<number | undefined> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (!bytes) return undefined;
  const version = Number.parseInt(bytes.toString("latin1"), 10);
  if (Buffer.compare(bytes, content(version)) === 0) return version;
  throw new Error(`${file} is not whole: ${bytes.length} bytes, the first say version ${version}`);
}
