import { readdirSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { checkArtifactPath } from "../artifact-paths.ts";
import { MlflowError } from "../errors.ts";
import { checkKey, checkMetric, LIMITS } from "../limits.ts";
import type { DatasetInput, RunStatus } from "../run-types.ts";
import { keepContent, keepFile, keepFolder } from "./copies.ts";
import type { ModelToLog, Operation } from "./entries.ts";
import type { SpoolPaths } from "./paths.ts";

/** The functions of its tracker that a run uses. */
export interface RunHost {
  paths: SpoolPaths;
  append(operation: Operation): void;
  /** The number of the next operation. */
  nextSeq(): number;
  warn(warning: string): void;
  diskFailed(error: Error): void;
  flushToDisk(): void;
  flush(timeoutMs: number): Promise<boolean>;
}

type Value = string | number | boolean;

/**
 * A run of a tracker. Every call writes to the journal and returns: none throws, and none but `flush` waits for the
 * server. What cannot be logged becomes a warning.
 */
export class TrackedRun {
  /** The run's id in the spool; the server gives it another one. */
  readonly spoolId: string;
  readonly #host: RunHost;
  #ended = false;

  constructor(host: RunHost) {
    this.#host = host;
    this.spoolId = host.paths.spoolId;
  }

  /** Logs settings of the run. A param cannot change: the server refuses a second value. */
  logParams(params: Readonly<Record<string, Value>>): void {
    this.#log(() => {
      const values = this.#texts(params, "param", LIMITS.paramValue);
      this.#host.append({ op: "params", values });
    });
  }

  /** Logs values at a step (default 0). `timestamp` is in milliseconds since 1970 and defaults to now. */
  logMetrics(
    values: Readonly<Record<string, number>>,
    { step = 0, timestamp = Date.now() }: { step?: number; timestamp?: number } = {},
  ): void {
    this.#log(() => {
      for (const [key, value] of Object.entries(values)) checkMetric(key, value, timestamp, step);
      this.#host.append({ op: "metrics", values, step, timestamp });
    });
  }

  /** Sets tags; a later value replaces an earlier one. */
  setTags(tags: Readonly<Record<string, Value>>): void {
    this.#log(() => this.#host.append({ op: "tags", values: this.#texts(tags, "tag", LIMITS.tagValue) }));
  }

  /** Records the datasets that the run uses. */
  logInputs(datasets: readonly DatasetInput[]): void {
    this.#log(() => this.#host.append({ op: "inputs", datasets }));
  }

  /** Logs a file as it is now, under its name in the artifact folder `under`. It copies the file before it returns. */
  logArtifact(file: string, under = ""): void {
    const name = resolve(file).split(sep).at(-1)!;
    this.#log(() => this.#logFile(file, under ? `${under}/${name}` : name));
  }

  /** Logs all files of a folder and its subfolders into the artifact folder `under`. It copies them before it returns. */
  logArtifacts(dir: string, under = ""): void {
    this.#log(() => {
      for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const file = join(entry.parentPath, entry.name);
        const path = relative(dir, file).split(sep).join("/");
        this.#logFile(file, under ? `${under}/${path}` : path);
      }
    });
  }

  /** Logs a text or bytes as the artifact `path`. */
  logContent(path: string, content: string | Uint8Array): void {
    this.#log(() => {
      const file = keepContent(this.#host.paths, content, checkArtifactPath(path));
      this.#host.append({ op: "artifact", path, file });
    });
  }

  /**
   * Logs a folder as a logged model that is linked to this run; with `registeredName` also as a version of a registered
   * model. It copies the folder before it returns.
   */
  logModel(dir: string, model: ModelToLog): void {
    this.#log(() => {
      if (!statSync(dir).isDirectory()) throw new MlflowError("file_failed", `${dir} is not a folder`);
      const kept = this.#keep(() => keepFolder(this.#host.paths, dir, String(this.#host.nextSeq())), dir);
      this.#host.append({ op: "model", dir: kept, model });
    });
  }

  /** Ends the run and flushes its journal and copies to the disk. Only the first call counts. */
  end(status: RunStatus = "FINISHED"): void {
    if (this.#ended) return;
    this.#log(() => this.#host.append({ op: "end", status }));
    this.#ended = true;
    this.#host.flushToDisk();
  }

  /** Waits until the server has everything logged so far, at most `timeoutMs`. Returns whether it has. */
  flush(timeoutMs = 10_000): Promise<boolean> {
    return this.#host.flush(timeoutMs);
  }

  #log(work: () => void): void {
    try {
      if (this.#ended) throw new MlflowError("bad_value", `the run ${this.spoolId} has ended`);
      work();
    } catch (error) {
      this.#host.warn(`not logged: ${(error as Error).message}`);
    }
  }

  #logFile(file: string, path: string): void {
    if (!statSync(file).isFile()) throw new MlflowError("file_failed", `${file} is not a file`);
    checkArtifactPath(path);
    const kept = this.#keep(() => keepFile(this.#host.paths, file, path), file);
    this.#host.append({ op: "artifact", path, file: kept });
  }

  /** Makes a copy; if that fails, returns the path of the original, which is sent instead. */
  #keep(copy: () => string, original: string): string {
    try {
      return copy();
    } catch (error) {
      this.#host.diskFailed(error as Error);
      return resolve(original);
    }
  }

  /** Converts values to texts. A text longer than `limit` is truncated, as MLflow does, but with a warning. */
  #texts(values: Readonly<Record<string, Value>>, what: "param" | "tag", limit: number) {
    const texts = Object.entries(values).map(([key, value]) => {
      checkKey(key, what);
      const text = String(value);
      if (text.length > limit) {
        this.#host.warn(`the ${what} ${key} has ${text.length} characters: it is cut to ${limit}`);
      }
      return [key, text.slice(0, limit)] as const;
    });
    return Object.fromEntries(texts);
  }
}
