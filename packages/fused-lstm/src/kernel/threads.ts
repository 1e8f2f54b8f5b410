import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { FusedLstmError } from "../errors.ts";
import type { KernelExports } from "./engine.ts";
import type { Heap } from "./heap.ts";
import { JOB_WORDS, type Job, writeJob } from "./job.ts";

// The words of assembly/threads.ts.
const DONE = 2;
const FAILED = 3;
const JOB = 16;
const MAXIMUM = 64;

/** What src/kernel/thread.ts is given. */
export interface ThreadData {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  control: number;
}

let chosen: number | undefined;

/**
 * Threads that compute, the calling one included. Without a choice: LSTM_THREADS, or as many as the machine runs at
 * once. Results are the same to the last bit for any number.
 *
 * @throws FusedLstmError `bad_threads`
 */
export function setThreads(count: number | undefined): void {
  chosen = count === undefined ? undefined : checkCount("threads", count);
}

/** @throws FusedLstmError `bad_threads` when LSTM_THREADS is not a legal number */
export function threadCount(): number {
  if (chosen !== undefined) return chosen;
  const { LSTM_THREADS } = process.env;
  if (LSTM_THREADS) return checkCount("LSTM_THREADS", Number(LSTM_THREADS), LSTM_THREADS);
  return Math.min(availableParallelism(), MAXIMUM);
}

function checkCount(name: string, count: number, given: unknown = count): number {
  if (Number.isInteger(count) && count >= 1 && count <= MAXIMUM) return count;
  throw new FusedLstmError(
    "bad_threads",
    `${name} is ${JSON.stringify(given)}: expected a whole number from 1 to ${MAXIMUM}`,
  );
}

/**
 * The worker threads of one memory. They start at the first job worth sharing and join in as they come up; idle they
 * sleep, and they never keep the process alive.
 */
export class Threads {
  /** Those besides the calling thread. */
  readonly workers: Worker[] = [];
  readonly #data: ThreadData;
  readonly #exports: KernelExports;
  readonly #heap: Heap;
  #failure: FusedLstmError | undefined;

  constructor(module: WebAssembly.Module, memory: WebAssembly.Memory, exports: KernelExports, heap: Heap) {
    const { address } = heap.take(4 * (JOB + JOB_WORDS));
    heap.words(address, JOB + JOB_WORDS).fill(0);
    this.#data = { module, memory, control: address };
    this.#exports = exports;
    this.#heap = heap;
  }

  get failed(): boolean {
    return this.#failure !== undefined;
  }

  /**
   * Runs a job in parts on all threads and returns when it is done.
   *
   * @throws FusedLstmError `thread_failed` when a thread was lost; everything in this memory is lost with it
   */
  run(job: Job, parts: number): void {
    if (parts > 1) this.#resize(threadCount() - 1);
    if (this.#failure) throw this.#failure;
    const { control } = this.#data;
    writeJob(this.#heap.words(control + 4 * JOB, JOB_WORDS), job);
    if (this.#exports.run(control, parts)) return;
    this.#fail("stopped in the middle of its work");
    throw this.#failure!;
  }

  #resize(count: number): void {
    while (this.workers.length > count) this.workers.pop()!.removeAllListeners().terminate();
    while (this.workers.length < count) this.workers.push(this.#start());
  }

  #start(): Worker {
    const worker = new Worker(new URL("./thread.ts", import.meta.url), {
      name: "fused-lstm",
      workerData: this.#data,
      execArgv: [],
    });
    worker.on("error", (error) => this.#fail(`failed: ${error}`));
    worker.on("exit", (code) => this.#fail(`ended with code ${code}`));
    worker.unref();
    return worker;
  }

  #fail(how: string): void {
    this.#failure ??= new FusedLstmError("thread_failed", `a thread of the LSTM kernel ${how}`);
    for (const worker of this.workers.splice(0)) worker.removeAllListeners().terminate();
  }
}

/** Tells the thread that waits for this one that it will not come back. */
export function reportFailure({ memory, control }: ThreadData): void {
  const words = new Int32Array(memory.buffer, control, JOB);
  Atomics.store(words, FAILED, 1);
  Atomics.notify(words, DONE);
}
