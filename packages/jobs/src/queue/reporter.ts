import { setTimeout } from "node:timers/promises";
import type { Entry, QueuedProgress } from "./queued-job.ts";

/** Pause between two reports about one job. */
const EVERY_MS = 1000;

/** Sends the progress of a job to its senders, the latest once a second. Progress that is lost does no harm. */
export class Reporter implements Disposable {
  readonly #entry: Pick<Entry, "updateProgress">;
  #latest: QueuedProgress | undefined;
  #isSending = false;
  #isOver = false;

  constructor(entry: Pick<Entry, "updateProgress">) {
    this.#entry = entry;
  }

  report(progress: QueuedProgress): void {
    this.#latest = progress;
    if (!this.#isSending) void this.#send();
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
  }

  async #send(): Promise<void> {
    this.#isSending = true;
    while (this.#latest && !this.#isOver) {
      const progress = this.#latest;
      this.#latest = undefined;
      await this.#entry.updateProgress(progress).catch(() => {});
      await setTimeout(EVERY_MS, undefined, { ref: false });
    }
    this.#isSending = false;
  }
}
