import {
  closeSync,
  constants,
  copyFileSync,
  cpSync,
  type Dirent,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import type { SpoolPaths } from "./paths.ts";

// A run's spool folder keeps a copy of each logged file until it is sent, so that later changes do not matter. Each
// `keep` function returns the copy's path relative to that folder, and throws the errors of the file system.

export function keepFile(paths: SpoolPaths, source: string, artifactPath: string): string {
  return keep(paths, join(paths.artifacts, artifactPath), (target) =>
    copyFileSync(source, target, constants.COPYFILE_FICLONE),
  );
}

export function keepContent(paths: SpoolPaths, content: string | Uint8Array, artifactPath: string): string {
  return keep(paths, join(paths.artifacts, artifactPath), (target) => writeFileSync(target, content));
}

/** Keeps a folder of a model as `name`. */
export function keepFolder(paths: SpoolPaths, source: string, name: string): string {
  return keep(paths, join(paths.models, name), (target) =>
    cpSync(source, target, { recursive: true, mode: constants.COPYFILE_FICLONE }),
  );
}

/** Flushes all files of a run's spool folder, its directory entries included, to the disk. */
export function flushCopies(paths: SpoolPaths): void {
  const entries = readdirSync(paths.folder, { recursive: true, withFileTypes: true });
  const isWanted = (entry: Dirent) => entry.isFile() || (entry.isDirectory() && process.platform !== "win32");
  for (const entry of entries.filter(isWanted)) flush(join(entry.parentPath, entry.name));
  if (process.platform === "win32") return; // Windows cannot open a folder to flush it.
  for (const folder of [paths.folder, dirname(paths.folder)]) flush(folder);
}

function flush(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Writes atomically, because the sender may be reading an earlier copy of the same name. */
function keep(paths: SpoolPaths, target: string, write: (temporary: string) => void): string {
  const temporary = `${target}.part`;
  try {
    mkdirSync(dirname(target), { recursive: true });
    write(temporary);
    renameSync(temporary, target);
    return relative(paths.folder, target);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
}
