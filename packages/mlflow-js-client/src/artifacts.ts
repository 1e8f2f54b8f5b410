import { platform } from "#platform";
import { parseUrl } from "./address.ts";
import type { Api } from "./api.ts";
import { checkArtifactPath, encodeArtifactPath, proxyPath } from "./artifact-paths.ts";
import type { ArtifactStores } from "./artifact-store.ts";
import { hasCode } from "./errors.ts";
import { badList } from "./pages.ts";
import type { FileBody } from "./platform/platform.ts";
import { MOST_FILE_BYTES, readAnswer } from "./read-answer.ts";
import type { RunInfo } from "./run-types.ts";

export interface ArtifactFile {
  /** Relative to the root. */
  path: string;
  isDir: boolean;
  /** Bytes; absent for folders. */
  fileSize?: number;
}

/** A run and the root of its files. */
export type RunRoot = Pick<RunInfo, "runId" | "artifactUri">;

/** The most bytes that the server takes for `upload-artifact`. */
const MOST_FOR_SERVER = 10 * 1024 * 1024;
/** `listFiles` ends after this many folders. */
const MOST_FOLDERS = 2000;

/**
 * Files of a run or logged model, transferred through the server. `root` is the `artifactUri` of the run or model, and
 * paths are relative to it. Files are streamed, so memory does not grow with their size. Uploads also reach a root that the
 * server does not transfer files for, if `stores` has its protocol.
 */
export class Artifacts {
  readonly #api: Api;
  readonly #stores: ArtifactStores;

  constructor(api: Api, stores: ArtifactStores) {
    this.#api = api;
    this.#stores = stores;
  }

  /** Uploads one file; an existing one is replaced. */
  async upload(root: string, file: string, path: string): Promise<void> {
    const store = this.#stores[parseUrl(root)?.protocol ?? ""];
    const target = store ? checkArtifactPath(path) : this.#path(root, path);
    const size = await platform.files.sizeOf(file);
    if (store) return store.write(root, target, await platform.files.read(file));
    await this.#put(target, { file, size });
  }

  /**
   * Uploads one file of a run. If the artifacts are in a store that this client cannot write to, the server writes the file
   * there with its own credentials: up to 10 MB, and not if it is older (MLflow 2.9 can, 2.1 cannot).
   */
  async uploadToRun({ runId, artifactUri }: RunRoot, file: string, path: string): Promise<void> {
    try {
      await this.upload(artifactUri, file, path);
    } catch (error) {
      if (!hasCode(error, "foreign_artifacts")) throw error;
      const size = await platform.files.sizeOf(file);
      if (size === 0 || size > MOST_FOR_SERVER) throw error;
      const query = new URLSearchParams({ run_uuid: runId, path });
      const target = { method: "POST", path: `/ajax-api/2.0/mlflow/upload-artifact?${query}`, isFile: true };
      const body = { file, size };
      await this.#api
        .confirm({ ...target, body, contentType: "application/octet-stream" }, false)
        .catch((refusal) => {
          // The server has no credentials for the store either, or is older.
          throw hasCode(refusal, "server_error", "not_found", "invalid", "not_implemented") ? error : refusal;
        });
    }
  }

  /** Uploads a text or bytes as a file; an existing one is replaced. */
  async write(root: string, path: string, content: string | Uint8Array): Promise<void> {
    await this.#put(this.#path(root, path), content);
  }

  /** Uploads all files of a folder and its subfolders, without following links. Returns their artifact paths. */
  async uploadDir(root: string, dir: string, under = ""): Promise<string[]> {
    const paths: string[] = [];
    for (const file of await platform.files.list(dir)) {
      const path = under ? `${under}/${file}` : file;
      await this.upload(root, platform.files.join(dir, file), path);
      paths.push(path);
    }
    return paths;
  }

  /** Uploads all files of a folder of a run, as `uploadToRun` does, to the artifact folder `under`. */
  async uploadDirToRun(run: RunRoot, dir: string, under: string): Promise<void> {
    for (const file of await platform.files.list(dir))
      await this.uploadToRun(run, platform.files.join(dir, file), `${under}/${file}`);
  }

  /** Lists a folder without its subfolders' contents; empty if the folder does not exist. */
  async list(root: string, dir = ""): Promise<ArtifactFile[]> {
    const base = proxyPath(root, this.#api.base);
    const at = base.indexOf("/artifacts/") + "/artifacts/".length;
    const folder = [base.slice(at), ...(dir ? [checkArtifactPath(dir)] : [])].join("/");
    const path = `${base.slice(0, at - 1)}?path=${encodeURIComponent(folder)}`;
    const { files = [] } = await this.#api.ask<{ files?: ArtifactFile[] }>({ method: "GET", path });
    if (!isList(files)) throw badList("of artifacts has another form");
    return files.map((file) => ({ ...file, path: dir ? `${dir}/${file.path}` : file.path }));
  }

  /**
   * Lists all files of a folder and its subfolders.
   *
   * @throws MlflowError `bad_response` if they do not end, `unsafe_path` for a name that could leave its folder
   */
  listFiles(root: string, dir = ""): AsyncGenerator<ArtifactFile> {
    return this.#walk(root, dir, { folders: MOST_FOLDERS });
  }

  async *#walk(root: string, dir: string, left: { folders: number }): AsyncGenerator<ArtifactFile> {
    if (left.folders-- === 0) throw badList("of artifacts does not end");
    for (const file of await this.list(root, dir)) {
      checkArtifactPath(file.path);
      if (file.isDir) yield* this.#walk(root, file.path, left);
      else yield file;
    }
  }

  /** Reads one file into memory; throws `not_found` if it does not exist. */
  read(root: string, path: string): Promise<Uint8Array> {
    return this.#api.send({ method: "GET", path: this.#path(root, path), isFile: true }, (response) =>
      readAnswer(response, MOST_FILE_BYTES),
    );
  }

  /** Downloads one file. The write is atomic: a reader of `file` sees the old file or the whole new one. */
  async download(root: string, path: string, file: string): Promise<void> {
    const source = this.#path(root, path);
    await platform.files.replace(file, (save) =>
      this.#api.send({ method: "GET", path: source, isFile: true }, ({ body }) => save(body)),
    );
  }

  /**
   * Downloads all files below the artifact folder `under` to the local folder `dir`. Returns the local files.
   *
   * @throws MlflowError `unsafe_path` if the server lists a name that leads out of `dir`
   */
  async downloadDir(root: string, under: string, dir: string): Promise<string[]> {
    const files: string[] = [];
    for await (const { path } of this.listFiles(root, under)) {
      const file = platform.files.below(dir, under ? path.slice(under.length + 1) : path);
      await this.download(root, path, file);
      files.push(file);
    }
    return files;
  }

  /** Deletes one file; does nothing if it does not exist. */
  async delete(root: string, path: string): Promise<void> {
    try {
      await this.#api.confirm({ method: "DELETE", path: this.#path(root, path) });
    } catch (error) {
      if (!hasCode(error, "not_found")) throw error;
    }
  }

  #path(root: string, path: string): string {
    return `${proxyPath(root, this.#api.base)}/${encodeArtifactPath(path)}`;
  }

  async #put(path: string, body: string | Uint8Array | FileBody): Promise<void> {
    await this.#api.confirm({
      method: "PUT",
      path,
      body,
      isFile: true,
      contentType: "application/octet-stream",
    });
  }
}

function isList(files: unknown): boolean {
  return Array.isArray(files) && files.every((file) => typeof file?.path === "string");
}
