import { Worker } from "node:worker_threads";
import type { Logger } from "../../log.ts";
import { ApiError } from "../../problem.ts";
import { type BulkBody, parseBulkBody } from "./bulk-body.ts";

/** Message to the thread: a body to parse. */
export interface ParseTask {
  id: number;
  text: string;
}

/** Message from the thread: the parsed body, or the fields of the ApiError that parsing threw. */
export type ParseResult = { id: number } & (
  | { body: BulkBody; problem?: never }
  | { problem: Pick<ApiError, "code" | "message" | "extensions">; body?: never }
);

/** Characters. Parsing less takes a millisecond at most, so a message to a thread would save nothing. */
const SMALL = 64 * 1024;

interface Waiting {
  text: string;
  resolve(body: BulkBody): void;
  reject(error: unknown): void;
}

/**
 * Parses the bodies of POST /predict/batch. Large ones are parsed in a thread, which starts with the first of them: 256 windows
 * are half a megabyte of JSON, and other requests should not wait for them.
 */
export class BulkReader {
  readonly #log: Logger;
  readonly #waiting = new Map<number, Waiting>();
  #thread: Worker | undefined;
  #nextId = 0;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Rejects with the errors that `parseBulkBody` throws. */
  async read(text: string): Promise<BulkBody> {
    if (text.length < SMALL) return parseBulkBody(text);
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#waiting.set(id, { text, resolve, reject });
      this.#thread ??= this.#start();
      this.#thread.postMessage({ id, text } satisfies ParseTask);
    });
  }

  async close(): Promise<void> {
    await this.#thread?.terminate();
  }

  #start(): Worker {
    const thread = new Worker(new URL("./thread.ts", import.meta.url));
    thread.unref();
    thread.on("message", (result: ParseResult) => this.#settle(result));
    thread.on("error", (error) => this.#log.error({ error }, "the thread that reads bulk bodies failed"));
    thread.on("exit", () => this.#replace(thread));
    return thread;
  }

  #settle({ id, body, problem }: ParseResult): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (body) waiting?.resolve(body);
    else waiting?.reject(new ApiError(problem.code, problem.message, problem.extensions));
  }

  /** Parses here what a lost thread left waiting. The next large body starts another thread. */
  #replace(thread: Worker): void {
    if (this.#thread === thread) this.#thread = undefined;
    for (const [id, { text, resolve, reject }] of this.#waiting) {
      this.#waiting.delete(id);
      try {
        resolve(parseBulkBody(text));
      } catch (error) {
        reject(error);
      }
    }
  }
}
