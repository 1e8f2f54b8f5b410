import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type FileContents, hidden, replaceFile } from "./durable.ts";

/** `replaceFile` for a path that a user gave: errors quote the path. */
export async function writeWhole(file: string, contents: FileContents): Promise<void> {
  try {
    await replaceFile(file, contents);
  } catch (cause) {
    throw cannotWrite(file, cause as NodeJS.ErrnoException);
  }
}

type Contents = Readonly<Record<string, Uint8Array | string>>;

/** Replaces several files: writes all of them to disk before it renames the first. */
export async function writeFilesWhole(files: Contents): Promise<void> {
  const moves = Object.keys(files).map((file) => ({ file, temporary: hidden(file) }));
  let current = "";
  try {
    for (const { file, temporary } of moves) {
      current = file;
      await mkdir(dirname(file), { recursive: true });
      await refuseFolder(file);
      await writeFile(temporary, files[file]!, { flag: "wx", flush: true });
    }
    // The first file of the list appears last: whoever waits for it finds the others too.
    for (const { file, temporary } of moves.toReversed()) {
      current = file;
      await rename(temporary, file);
    }
  } catch (cause) {
    throw cannotWrite(current, cause as NodeJS.ErrnoException);
  } finally {
    for (const { temporary } of moves) await rm(temporary, { force: true }).catch(() => {});
  }
}

/**
 * Creates a folder with exactly these files, or replaces a folder that holds no others. A reader may find no folder for a
 * moment while it is replaced.
 *
 * @throws an error with the code `EEXIST` if the folder holds another file; it is left unchanged
 */
export async function writeFolderWhole(folder: string, files: Contents): Promise<void> {
  const [temporary, old] = [hidden(folder), hidden(folder)];
  try {
    const there = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    const foreign = there?.find((name) => !Object.hasOwn(files, name));
    if (foreign !== undefined) {
      const message = `it holds ${foreign}, which is no part of an export: expected a new folder, or the folder of an earlier export`;
      throw Object.assign(new Error(message), { code: "EEXIST" });
    }
    await mkdir(temporary, { recursive: true });
    for (const [name, content] of Object.entries(files)) {
      await writeFile(join(temporary, name), content, { flag: "wx", flush: true });
    }
    if (there) await rename(folder, old);
    await rename(temporary, folder).catch(async (error) => {
      if (there) await rename(old, folder);
      throw error;
    });
  } catch (cause) {
    throw cannotWrite(folder, cause as NodeJS.ErrnoException);
  } finally {
    for (const path of [temporary, old]) await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}

async function refuseFolder(file: string): Promise<void> {
  const isFolder = await readdir(file).then(
    () => true,
    () => false,
  );
  if (isFolder) throw Object.assign(new Error("it is a folder"), { code: "EISDIR" });
}

function cannotWrite(path: string, cause: NodeJS.ErrnoException): Error {
  return Object.assign(new Error(`cannot write "${path}": ${cause.message}`, { cause }), {
    code: cause.code,
  });
}
