import { readFile } from "node:fs/promises";
import { MarketDataError } from "../errors.ts";
import type { BarSource } from "../source.ts";
import { type CacheOptions, notYahoos } from "./cached-source.ts";
import { type CacheEntry, parseEntry } from "./entry.ts";
import { cacheFile } from "./files.ts";

/**
 * The cached bars of a symbol that were imported from a file, as a source; undefined if there are none.
 *
 * @throws MarketDataError `bad_source` in mode refresh, `store_failed` if the cache file is damaged
 */
export async function importedSource(
  symbol: string,
  { dataDir, mode }: Pick<CacheOptions, "dataDir" | "mode">,
): Promise<BarSource | undefined> {
  const entry = await readImported(cacheFile(dataDir, symbol), symbol);
  if (entry === undefined) return undefined;
  if (mode === "refresh") throw notYahoos(entry);
  return {
    name: "csv",
    async read() {
      const { detail, timeZone, instrument, rows, through, notes, fetchedAt } = entry;
      const cache = { outcome: "hit" as const, requests: 0, fetchedAt, notes: [] };
      return { detail, timeZone, instrument, rows, through, notes, cache };
    },
  };
}

/** Reads an entry of imported bars; undefined for one of Yahoo, which the cache of downloads checks itself. */
async function readImported(file: string, symbol: string): Promise<CacheEntry | undefined> {
  const text = await readFile(file, "utf8").catch(() => "");
  if (!text.slice(0, 300).includes('"source":"csv"')) return undefined;
  try {
    return parseEntry(text, symbol);
  } catch (error) {
    // Setting it aside would let the next command download Yahoo's bars in its place.
    throw new MarketDataError(
      "store_failed",
      `the bars of ${symbol} that were imported from a file are damaged in "${file}" (${(error as Error).message}): import them again, with "fetch --csv FILE"`,
      { cause: error },
    );
  }
}
