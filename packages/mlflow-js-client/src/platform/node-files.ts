import { createWriteStream } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { MlflowError } from "../errors.ts";
import type { LocalFiles } from "./platform.ts";

export const nodeFiles: LocalFiles = {
  async sizeOf(file) {
    const info = await stat(file).catch((cause: Error) => {
      throw new MlflowError("file_failed", `cannot read ${file} (${cause.message})`, { cause });
    });
    if (!info.isFile()) throw new MlflowError("file_failed", `${file} is not a file`);
    return info.size;
  },

  read: (file) => readFile(file),

  async list(dir) {
    const entries = await readdir(dir, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join("/"))
      .sort();
  },

  join,

  below(dir, path) {
    const file = resolve(dir, path);
    if (file.startsWith(resolve(dir) + sep)) return file;
    throw new MlflowError("unsafe_path", `the server names the file ${path}, which is outside ${dir}`);
  },

  async replace(file, download) {
    const temporary = `${file}.${process.pid}.part`;
    try {
      await mkdir(dirname(file), { recursive: true });
      await download((content) => pipeline(content, createWriteStream(temporary)));
      await rename(temporary, file);
    } finally {
      await rm(temporary, { force: true });
    }
  },
};
