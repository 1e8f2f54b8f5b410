import { Worker } from "node:worker_threads";
import { READER_HEAP_MIB } from "../limits.ts";
import type { Logger } from "../log.ts";
import { ApiError } from "../problem.ts";
import { invalid } from "../validate.ts";
import { type BulkBody, parseBulkBody } from "./bulk-body.ts";

/** Message from the thread, which gets the bytes of a body: the parsed body, or the fields of the ApiError that parsing threw. */
export type ParseResult =
  | { body: BulkBody; problem?: never }
  | { problem: Pick<ApiError, "code" | "message" | "extensions">; body?: never };

/** Bytes. Parsing less takes a millisecond at most, so a message to a thread would save nothing. */
const SMALL = 64 * 1024;

interface Waiting {
  bytes: Uint8Array;
  resolve(body: BulkBody): void;
  reject(error: unknown): void;
}

/**
 * Parses the bodies of POST /predict/batch. Large ones are parsed in a thread, which starts with the first of them: 256 windows
 * are half a megabyte of JSON, and other requests should not wait for them.
 *
 * The thread has one body at a time. Clients take turns, so one that sends many delays another's by one. The heap of the thread is
 * limited: a body that needs more costs only itself.
 */
export class BulkReader {
  readonly #log: Logger;
  readonly #heapMib: number;
  /** By client; the first one is next. */
  readonly #waiting = new Map<string, Waiting[]>();
  #running: Waiting | undefined;
  #thread: Worker | undefined;

  /** @param heapMib MiB of the heap of the thread */
  constructor(log: Logger, heapMib = READER_HEAP_MIB) {
    this.#log = log;
    this.#heapMib = heapMib;
  }

  /** Rejects with the errors that `parseBulkBody` throws, and with ApiError `invalid-request` for a body that fills the heap. */
  async read(bytes: Uint8Array, client = ""): Promise<BulkBody> {
    if (bytes.length < SMALL) return parseBulkBody(bytes);
    return new Promise((resolve, reject) => {
      const mine = this.#waiting.get(client) ?? [];
      mine.push({ bytes, resolve, reject });
      this.#waiting.set(client, mine);
      this.#next();
    });
  }

  async close(): Promise<void> {
    await this.#thread?.terminate();
  }

  #next(): void {
    if (this.#running) return;
    const [turn] = this.#waiting;
    if (!turn) return;
    const [client, bodies] = turn;
    this.#running = bodies.shift()!;
    // Behind the other clients.
    this.#waiting.delete(client);
    if (bodies.length > 0) this.#waiting.set(client, bodies);
    this.#thread ??= this.#start();
    this.#thread.postMessage(this.#running.bytes);
  }

  #settle({ body, problem }: ParseResult): void {
    const { resolve, reject } = this.#running!;
    this.#running = undefined;
    if (body) resolve(body);
    else reject(new ApiError(problem.code, problem.message, problem.extensions));
    this.#next();
  }

  #start(): Worker {
    const thread = new Worker(new URL("./thread.ts", import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: this.#heapMib },
    });
    thread.unref();
    thread.on("message", (result: ParseResult) => this.#settle(result));
    thread.on("error", (error) => {
      this.#log.error({ error }, "the thread that reads bulk bodies failed");
      // It would fail again.
      this.#running?.reject(invalid([{ path: "", message: "needs too much memory to be read" }]));
      this.#running = undefined;
    });
    thread.on("exit", () => this.#replace(thread));
    return thread;
  }

  /** Goes on with another thread after one was lost; the body that it had is parsed again. */
  #replace(thread: Worker): void {
    if (this.#thread === thread) this.#thread = undefined;
    const lost = this.#running;
    this.#running = undefined;
    if (lost) this.#waiting.set("", [lost, ...(this.#waiting.get("") ?? [])]);
    this.#next();
  }
}
