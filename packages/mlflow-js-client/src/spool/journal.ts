import { closeSync, fsyncSync, ftruncateSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { type Entry, formatEntry, type Operation, parseEntry } from "./entries.ts";

/** Entries that wait in memory at most while the disk cannot be written. */
const MOST_IN_MEMORY = 100_000;

/**
 * The file that records a run, one line per operation. The operating system has a line when `append` returns, so a
 * killed process loses none. If the disk cannot be written, lines wait in memory, in order, and nothing throws.
 */
export class Journal {
  readonly #path: string;
  readonly #onFailure: (error: Error) => void;
  #file: number | undefined;
  /** Bytes of the whole lines in the file. */
  #length = 0;
  #seq = 0;
  /** Lines that are not in the file. */
  #waiting: string[] = [];
  /** How many of `#waiting`, from the first on, `takeWaiting` has handed out. */
  #beingSent = 0;
  /** Entries dropped because the disk could not be written and the memory limit was reached. */
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

  /** The number of the next entry. */
  get nextSeq(): number {
    return this.#seq + 1;
  }

  /** Hands out entries that could not be written to the file; they are later than all entries in it. */
  takeWaiting(): Entry[] {
    if (this.#waiting.length > 0) this.#write();
    this.#beingSent = Math.min(this.#waiting.length, 1000);
    return this.#waiting.slice(0, this.#beingSent).map((line) => parseEntry(line) as Entry);
  }

  /** Ends what `takeWaiting` began: drops the first `sent` entries, which the server has. */
  settleWaiting(sent: number): void {
    this.#waiting.splice(0, sent);
    this.#beingSent = 0;
  }

  /** Entries that are not in the file. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Flushes everything to the disk. */
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

  /** Writes one line. A full disk may take a part of it: that part is removed. */
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
