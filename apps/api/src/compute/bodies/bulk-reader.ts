import { Worker } from "node:worker_threads";
import type { Logger } from "../../log.ts";
import { ApiError } from "../../problem.ts";
import { type BatchBody, readBatchBody } from "./bulk-body.ts";

/** What the thread is asked. */
export interface Question {
  id: number;
  text: string;
}

/** What it answers: the body, or the ApiError that it deserves. */
export type Answer = { id: number } & (
  | { body: BatchBody; problem?: never }
  | { problem: Pick<ApiError, "code" | "message" | "extensions">; body?: never }
);

/** Below this, parsing takes a millisecond at most, and a message to a thread would save nothing. */
const SMALL = 64 * 1024;

interface Waiting {
  text: string;
  resolve(body: BatchBody): void;
  reject(error: unknown): void;
}

/**
 * Reads the bodies of batches. The large ones are parsed and checked in a thread of their own, which starts with the first
 * of them: 256 windows are half a megabyte of JSON, and other requests should not wait while that is read.
 */
export class BatchReader {
  readonly #log: Logger;
  readonly #waiting = new Map<number, Waiting>();
  #thread: Worker | undefined;
  #asked = 0;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Rejects as `readBatchBody` throws. */
  async read(text: string): Promise<BatchBody> {
    if (text.length < SMALL) return readBatchBody(text);
    return new Promise((resolve, reject) => {
      const id = this.#asked++;
      this.#waiting.set(id, { text, resolve, reject });
      this.#thread ??= this.#start();
      this.#thread.postMessage({ id, text } satisfies Question);
    });
  }

  async close(): Promise<void> {
    await this.#thread?.terminate();
  }

  #start(): Worker {
    const thread = new Worker(new URL("./thread.ts", import.meta.url));
    thread.unref();
    thread.on("message", (answer: Answer) => this.#settle(answer));
    thread.on("error", (error) => this.#log.error({ error }, "the thread that reads batches failed"));
    thread.on("exit", () => this.#replace(thread));
    return thread;
  }

  #settle({ id, body, problem }: Answer): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (body) waiting?.resolve(body);
    else waiting?.reject(new ApiError(problem.code, problem.message, problem.extensions));
  }

  /** Who waits for a thread that is gone is answered here; the next large body starts another. */
  #replace(thread: Worker): void {
    if (this.#thread === thread) this.#thread = undefined;
    for (const [id, { text, resolve, reject }] of this.#waiting) {
      this.#waiting.delete(id);
      try {
        resolve(readBatchBody(text));
      } catch (error) {
        reject(error);
      }
    }
  }
}
