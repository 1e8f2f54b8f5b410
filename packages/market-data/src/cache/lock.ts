import { rm } from "node:fs/promises";
import { join } from "node:path";
import { StorageError, sweep, withLock } from "@lstm-predict/storage";
import { MarketDataError } from "../errors.ts";

/** The stored files of a symbol, which must be validated. */
export interface Place {
  dataDir: string;
  symbol: string;
  /** Ends a wait for the lock. */
  signal?: AbortSignal | undefined;
}

/**
 * Runs `action` while no other process writes the stored files of the symbol, and first removes what killed ones left of them.
 *
 * @throws MarketDataError `locked` if another process holds the lock for ten seconds, `store_failed`; Interrupted if the signal
 * aborts the wait; what `action` throws
 */
export async function locked<T>({ dataDir, symbol, signal }: Place, action: () => Promise<T>): Promise<T> {
  const work = async () => {
    await sweep(join(dataDir, "cache"), `${symbol}.json`);
    await sweep(join(dataDir, "raw"), `${symbol}.csv`);
    // Earlier versions locked by a file that nobody removes any more.
    await rm(join(dataDir, "cache", `${symbol}.json.lock`), { force: true });
    return action();
  };
  try {
    return await withLock(join(dataDir, "locks", `cache-${symbol}.lock`), work, { signal });
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    throw new MarketDataError(error.code === "locked" ? "locked" : "store_failed", error.message, {
      cause: error,
    });
  }
}
