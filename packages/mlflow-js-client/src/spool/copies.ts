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

/**
 * Files as they were when they were logged, kept in a run's spool folder until they are sent. Each function returns
 * the path relative to that folder; all throw what the file system throws.
 */
export function keepFile(paths: SpoolPaths, source: string, artifactPath: string): string {
  return keep(paths, join(paths.artifacts, artifactPath), (target) =>
    copyFileSync(source, target, constants.COPYFILE_FICLONE),
  );
}

export function keepContent(paths: SpoolPaths, content: string | Uint8Array, artifactPath: string): string {
  return keep(paths, join(paths.artifacts, artifactPath), (target) => writeFileSync(target, content));
}

/** Keeps a folder, under a name of its own. */
export function keepFolder(paths: SpoolPaths, source: string, name: string): string {
  return keep(paths, join(paths.models, name), (target) =>
    cpSync(source, target, { recursive: true, mode: constants.COPYFILE_FICLONE }),
  );
}

/** Returns when everything in a run's spool folder, and the folders that name it, are on the disk. */
export function flushCopies(paths: SpoolPaths): void {
  const entries = readdirSync(paths.folder, { recursive: true, withFileTypes: true });
  const isWanted = (entry: Dirent) => entry.isFile() || (entry.isDirectory() && process.platform !== "win32");
  for (const entry of entries.filter(isWanted)) flush(join(entry.parentPath, entry.name));
  if (process.platform === "win32") return; // Windows cannot open a folder for this.
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

/** Never writes into a file that may be on its way to the server. */
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
