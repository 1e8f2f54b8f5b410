import { readdirSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { checkArtifactPath } from "../artifact-paths.ts";
import { MlflowError } from "../errors.ts";
import { checkKey, checkMetric, LIMITS } from "../limits.ts";
import type { DatasetInput, RunStatus } from "../run-types.ts";
import { keepContent, keepFile, keepFolder } from "./copies.ts";
import type { ModelToLog, Operation } from "./entries.ts";
import type { SpoolPaths } from "./paths.ts";

/** What a tracker gives each of its runs. */
export interface RunHost {
  paths: SpoolPaths;
  append(operation: Operation): void;
  /** The number that the next operation will have. */
  nextSeq(): number;
  warn(warning: string): void;
  diskFailed(error: Error): void;
  flushToDisk(): void;
  flush(timeoutMs: number): Promise<boolean>;
}

type Value = string | number | boolean;

/**
 * A run as a training sees it: every call writes to the journal and returns. Nothing here throws or waits for a
 * server; what cannot be logged becomes a warning.
 */
export class TrackedRun {
  /** Names the run before the server does. */
  readonly spoolId: string;
  readonly #host: RunHost;
  #ended = false;

  constructor(host: RunHost) {
    this.#host = host;
    this.spoolId = host.paths.spoolId;
  }

  /** Inputs of the run; they can be given once each. */
  logParams(params: Readonly<Record<string, Value>>): void {
    this.#log(() => {
      const values = this.#texts(params, "param", LIMITS.paramValue);
      this.#host.append({ op: "params", values });
    });
  }

  /** Values at a step; now unless `timestamp` (ms) says otherwise. */
  logMetrics(
    values: Readonly<Record<string, number>>,
    { step = 0, timestamp = Date.now() }: { step?: number; timestamp?: number } = {},
  ): void {
    this.#log(() => {
      for (const [key, value] of Object.entries(values)) checkMetric(key, value, timestamp, step);
      this.#host.append({ op: "metrics", values, step, timestamp });
    });
  }

  setTags(tags: Readonly<Record<string, Value>>): void {
    this.#log(() => this.#host.append({ op: "tags", values: this.#texts(tags, "tag", LIMITS.tagValue) }));
  }

  logInputs(datasets: readonly DatasetInput[]): void {
    this.#log(() => this.#host.append({ op: "inputs", datasets }));
  }

  /** A file as it is now, under its own name in the folder `under`. The call takes as long as copying the file. */
  logArtifact(file: string, under = ""): void {
    const name = resolve(file).split(sep).at(-1)!;
    this.#log(() => this.#logFile(file, under ? `${under}/${name}` : name));
  }

  /** Everything in a folder. */
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

  /** A text or bytes as a file. */
  logContent(path: string, content: string | Uint8Array): void {
    this.#log(() => {
      const file = keepContent(this.#host.paths, content, checkArtifactPath(path));
      this.#host.append({ op: "artifact", path, file });
    });
  }

  /** A folder as a logged model, linked to this run; with `registeredName` as a version of a registered model too. */
  logModel(dir: string, model: ModelToLog): void {
    this.#log(() => {
      if (!statSync(dir).isDirectory()) throw new MlflowError("file_failed", `${dir} is not a folder`);
      const kept = this.#keep(() => keepFolder(this.#host.paths, dir, String(this.#host.nextSeq())), dir);
      this.#host.append({ op: "model", dir: kept, model });
    });
  }

  /** Ends the run; the journal and the copies of files are on the disk when this returns. Only the first call counts. */
  end(status: RunStatus = "FINISHED"): void {
    if (this.#ended) return;
    this.#log(() => this.#host.append({ op: "end", status }));
    this.#ended = true;
    this.#host.flushToDisk();
  }

  /** Waits until the server has all that was logged so far, or the time is over; returns whether it has. */
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

  /** Without room for a copy the original is sent. */
  #keep(copy: () => string, original: string): string {
    try {
      return copy();
    } catch (error) {
      this.#host.diskFailed(error as Error);
      return resolve(original);
    }
  }

  /** Values as MLflow wants them; what is too long is cut, as by MLflow itself, but not without a word. */
  #texts(values: Readonly<Record<string, Value>>, what: "param" | "tag", most: number) {
    const texts = Object.entries(values).map(([key, value]) => {
      checkKey(key, what);
      const text = String(value);
      if (text.length > most) {
        this.#host.warn(`the ${what} ${key} has ${text.length} characters: it is cut to ${most}`);
      }
      return [key, text.slice(0, most)] as const;
    });
    return Object.fromEntries(texts);
  }
}
