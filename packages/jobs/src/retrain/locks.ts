import { join } from "node:path";
import { type Lock, tryLock } from "@lstm-predict/storage";

/** Locks of symbols, so that two runs on one data folder never retrain the same symbol at the same time. */
export class SymbolLocks {
  readonly #dataDir: string;
  readonly #held = new Map<string, Lock>();

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  /**
   * Takes the lock of a symbol; false if a living run holds it.
   *
   * @throws StorageError `lock_failed`
   */
  take(symbol: string): boolean {
    const lock = tryLock(join(this.#dataDir, "locks", `retrain-${symbol}.lock`));
    if (lock) this.#held.set(symbol, lock);
    return lock !== undefined;
  }

  release(symbol: string): void {
    this.#held.get(symbol)?.release();
    this.#held.delete(symbol);
  }

  releaseAll(): void {
    for (const symbol of [...this.#held.keys()]) this.release(symbol);
  }
}
