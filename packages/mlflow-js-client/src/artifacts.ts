import { createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { buffer, text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import type { Api } from "./api.ts";
import { checkArtifactPath, encodeArtifactPath, proxyPath } from "./artifact-paths.ts";
import { hasCode, MlflowError } from "./errors.ts";
import { fromWire } from "./wire.ts";

export interface ArtifactFile {
  /** Relative to the root. */
  path: string;
  isDir: boolean;
  /** Bytes; absent for folders. */
  fileSize?: number;
}

/**
 * Files of a run or logged model, transferred through the server. `root` is the `artifactUri` of the run or model, and
 * paths are relative to it. Files are streamed, so memory does not grow with their size.
 */
export class Artifacts {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Uploads one file; an existing one is replaced. */
  async upload(root: string, file: string, path: string): Promise<void> {
    const target = this.#path(root, path);
    const info = await stat(file).catch((cause: Error) => {
      throw new MlflowError("file_failed", `cannot read ${file} (${cause.message})`, { cause });
    });
    if (!info.isFile()) throw new MlflowError("file_failed", `${file} is not a file`);
    await this.#put(target, { file, size: info.size });
  }

  /** Uploads a text or bytes as a file; an existing one is replaced. */
  async write(root: string, path: string, content: string | Uint8Array): Promise<void> {
    await this.#put(this.#path(root, path), content);
  }

  /** Uploads all files of a folder and its subfolders, without following links. Returns their artifact paths. */
  async uploadDir(root: string, dir: string, under = ""): Promise<string[]> {
    const paths: string[] = [];
    for (const file of await filesIn(dir)) {
      const path = under ? `${under}/${file}` : file;
      await this.upload(root, join(dir, file), path);
      paths.push(path);
    }
    return paths;
  }

  /** Lists a folder without its subfolders' contents; empty if the folder does not exist. */
  async list(root: string, dir = ""): Promise<ArtifactFile[]> {
    const base = proxyPath(root, this.#api.base);
    const at = base.indexOf("/artifacts/") + "/artifacts/".length;
    const folder = [base.slice(at), ...(dir ? [checkArtifactPath(dir)] : [])].join("/");
    const path = `${base.slice(0, at - 1)}?path=${encodeURIComponent(folder)}`;
    const response = fromWire(JSON.parse(await this.#api.send({ method: "GET", path }, text)));
    const { files = [] } = response as { files?: ArtifactFile[] };
    return files.map((file) => ({ ...file, path: dir ? `${dir}/${file.path}` : file.path }));
  }

  /** Lists all files of a folder and its subfolders. */
  async *listFiles(root: string, dir = ""): AsyncGenerator<ArtifactFile> {
    for (const file of await this.list(root, dir)) {
      checkArtifactPath(file.path);
      if (file.isDir) yield* this.listFiles(root, file.path);
      else yield file;
    }
  }

  /** Reads one file into memory; throws `not_found` if it does not exist. */
  read(root: string, path: string): Promise<Buffer> {
    return this.#api.send({ method: "GET", path: this.#path(root, path) }, buffer);
  }

  /** Downloads one file. The write is atomic: a reader of `file` sees the old file or the whole new one. */
  async download(root: string, path: string, file: string): Promise<void> {
    const source = this.#path(root, path);
    const temporary = `${file}.${process.pid}.part`;
    try {
      await mkdir(dirname(file), { recursive: true });
      await this.#api.send({ method: "GET", path: source }, (response) =>
        pipeline(response, createWriteStream(temporary)),
      );
      await rename(temporary, file);
    } finally {
      await rm(temporary, { force: true });
    }
  }

  /**
   * Downloads all files below the artifact folder `under` to the local folder `dir`. Returns the local files.
   *
   * @throws MlflowError `unsafe_path` if the server lists a name that leads out of `dir`
   */
  async downloadDir(root: string, under: string, dir: string): Promise<string[]> {
    const files: string[] = [];
    for await (const { path } of this.listFiles(root, under)) {
      const file = resolve(dir, relative(under, path));
      if (!file.startsWith(resolve(dir) + sep)) {
        throw new MlflowError("unsafe_path", `the server names the file ${path}, which is outside ${dir}`);
      }
      await this.download(root, path, file);
      files.push(file);
    }
    return files;
  }

  /** Deletes one file; does nothing if it does not exist. */
  async delete(root: string, path: string): Promise<void> {
    try {
      await this.#api.send({ method: "DELETE", path: this.#path(root, path) }, text);
    } catch (error) {
      if (!hasCode(error, "not_found")) throw error;
    }
  }

  #path(root: string, path: string): string {
    return `${proxyPath(root, this.#api.base)}/${encodeArtifactPath(path)}`;
  }

  async #put(path: string, body: string | Uint8Array | { file: string; size: number }): Promise<void> {
    await this.#api.send({ method: "PUT", path, body, contentType: "application/octet-stream" }, text);
  }
}

/** The relative paths, with slashes, of all files below a folder, sorted. */
async function filesIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}
