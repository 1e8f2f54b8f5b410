import { closeSync, fsyncSync, ftruncateSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { type Entry, formatEntry, type Operation, parseEntry } from "./entries.ts";

/** Entries kept in memory while the disk takes none. */
const MOST_IN_MEMORY = 100_000;

/**
 * The file that a run is written to, a line an operation. A line is with the operating system when `append` returns,
 * so a killed process loses none. When the disk is full lines wait in memory, in order, and nothing throws.
 */
export class Journal {
  readonly #path: string;
  readonly #onFailure: (error: Error) => void;
  #file: number | undefined;
  #length = 0;
  #seq = 0;
  #waiting: string[] = [];
  #beingSent = 0;
  /** Entries that neither the disk nor memory could take. */
  lost = 0;

  constructor(path: string, onFailure: (error: Error) => void) {
    this.#path = path;
    this.#onFailure = onFailure;
  }

  append(operation: Operation): void {
    if (this.#waiting.length >= MOST_IN_MEMORY) {
      this.lost++;
      return;
    }
    this.#waiting.push(formatEntry({ seq: ++this.#seq, time: Date.now(), ...operation }));
    // Lines that are being sent from memory would be sent again from the file.
    if (this.#beingSent === 0) this.#write();
  }

  /** The number that the next entry will have. */
  get nextSeq(): number {
    return this.#seq + 1;
  }

  /** Entries that the disk did not take; they come after all that it has. */
  takeWaiting(): Entry[] {
    if (this.#waiting.length > 0) this.#write();
    this.#beingSent = Math.min(this.#waiting.length, 1000);
    return this.#waiting.slice(0, this.#beingSent).map((line) => parseEntry(line) as Entry);
  }

  /** Says what became of the entries of `takeWaiting`: the first `sent` are with the server. */
  settleWaiting(sent: number): void {
    this.#waiting.splice(0, sent);
    this.#beingSent = 0;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Returns when everything is on the disk. */
  sync(): void {
    try {
      if (this.#beingSent === 0) this.#write();
      if (this.#file !== undefined) fsyncSync(this.#file);
    } catch (error) {
      this.#onFailure(error as Error);
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #write(): void {
    if (this.#waiting.length === 0) return;
    try {
      if (this.#file === undefined) {
        mkdirSync(dirname(this.#path), { recursive: true });
        this.#file = openSync(this.#path, "a");
      }
      for (let line = this.#waiting[0]; line !== undefined; line = this.#waiting[0]) {
        this.#writeLine(this.#file, line);
        this.#waiting.shift();
      }
    } catch (error) {
      this.#onFailure(error as Error);
    }
  }

  /** A disk that fills up takes a part of a line: that part is removed. */
  #writeLine(file: number, line: string): void {
    const bytes = Buffer.from(line);
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(file, bytes, written);
      this.#length += bytes.length;
    } catch (error) {
      if (written > 0) ftruncateSync(file, this.#length);
      throw error;
    }
  }
}
