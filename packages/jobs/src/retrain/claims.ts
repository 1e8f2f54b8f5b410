import type { BundleStore, Claim, ClaimOptions } from "@lstm-predict/registry";
import { SymbolLocks } from "./locks.ts";

/** The symbols that this process may retrain: claimed in the store, and locked in the data folder. */
export class SymbolClaims {
  readonly #store: BundleStore;
  readonly #locks: SymbolLocks;
  readonly #held = new Map<string, Claim>();

  constructor(store: BundleStore, dataDir: string) {
    this.#store = store;
    this.#locks = new SymbolLocks(dataDir);
  }

  /**
   * Takes a symbol; undefined if another process has it, on this machine or on another one that uses the store.
   *
   * @throws StorageError `lock_failed`, and as of `BundleStore.claim`
   */
  async take(symbol: string, options?: ClaimOptions): Promise<Claim | undefined> {
    if (!this.#locks.take(symbol)) return undefined;
    const claim = await this.#store.claim(symbol, options).catch((error) => {
      this.#locks.release(symbol);
      throw error;
    });
    if (claim) this.#held.set(symbol, claim);
    else this.#locks.release(symbol);
    return claim;
  }

  /** The token of a symbol's claim, for the process that retrains it. */
  tokenOf(symbol: string): string | undefined {
    return this.#held.get(symbol)?.token;
  }

  async release(symbol: string): Promise<void> {
    const claim = this.#held.get(symbol);
    this.#held.delete(symbol);
    await claim?.release();
    if (claim) this.#locks.release(symbol);
  }

  async releaseAll(): Promise<void> {
    await Promise.all([...this.#held.keys()].map((symbol) => this.release(symbol)));
  }
}
