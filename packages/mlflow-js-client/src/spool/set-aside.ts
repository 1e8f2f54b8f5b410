import { appendFile, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { MlflowError, MlflowErrorCode } from "../errors.ts";
import type { Ack } from "./ack.ts";
import type { DamagedLine, Entry } from "./entries.ts";
import type { SpoolPaths } from "./paths.ts";

/** The entries of a run that the server will never accept: a file in the run's spool folder has them with the reasons. */
export class SetAside {
  readonly #paths: SpoolPaths;
  readonly #ack: Ack;
  readonly #onNote: (note: string) => void;
  readonly #seqs = new Set<number>();
  /** Why files were set aside so far. */
  readonly #notedFiles = new Set<MlflowErrorCode>();

  constructor(paths: SpoolPaths, ack: Ack, onNote: (note: string) => void) {
    this.#paths = paths;
    this.#ack = ack;
    this.#onNote = onNote;
  }

  /** Whether the entry with this number was set aside by this process. */
  has(seq: number): boolean {
    return this.#seqs.has(seq);
  }

  /** Sets an entry aside and notes it; one note is enough for all files that are refused for the same reason. */
  async add(entry: Entry | DamagedLine, error: MlflowError): Promise<void> {
    const line = JSON.stringify({ code: error.code, reason: error.message, entry });
    try {
      await mkdir(dirname(this.#paths.setAsideFile), { recursive: true });
      await appendFile(this.#paths.setAsideFile, `${line}\n`, { flush: true });
    } catch {} // nothing is lost: the journal has the entry too, and is kept
    this.#ack.setAside++;
    if (entry.op !== "damage") this.#seqs.add(entry.seq);
    const isFile = entry.op === "artifact" || entry.op === "model";
    if (isFile && this.#notedFiles.has(error.code)) return;
    if (isFile) this.#notedFiles.add(error.code);
    this.#onNote(`${this.#paths.spoolId}: set aside ${describe(entry)}: ${error.message}`);
  }
}

function describe(entry: Entry | DamagedLine): string {
  if (entry.op === "damage") return "a damaged line";
  if (entry.op === "artifact")
    return `the artifact ${entry.path}, and every further file for the same reason`;
  if (entry.op === "model") return `the model ${entry.model.name}`;
  return `${entry.op} (line ${entry.seq})`;
}
