import { on } from "node:events";
import { Worker } from "node:worker_threads";

/** Renders SVG texts as PNGs (see `renderPng`) in a thread of its own, while the caller draws the next chart. */
export class PngThread {
  readonly #worker = new Worker(new URL("./png-worker.ts", import.meta.url));
  readonly #pngs = on(this.#worker, "message");

  /** Queues an SVG text. */
  push(svg: string): void {
    this.#worker.postMessage(svg);
  }

  /** Waits for the next PNG; they come in the order of the texts. Throws if the thread failed. */
  async shift(): Promise<Uint8Array> {
    const { value } = await this.#pngs.next();
    return value![0];
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
