import { readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { storeFailed, storeFile } from "../store-file.ts";
import { type CacheEntry, formatEntry, parseEntry } from "./entry.ts";
import { locked, type Place } from "./lock.ts";

/** The stored entry of a symbol, and the text it was read from, which `replaceEntry` compares. */
export interface StoredEntry {
  entry?: CacheEntry;
  text: string | undefined;
  /** Messages for the user about a file that was damaged and set aside. */
  notes: string[];
}

/** The cache file of a symbol; `symbol` must be validated. */
export function cacheFile(dataDir: string, symbol: string): string {
  return join(dataDir, "cache", `${symbol}.json`);
}

/** Reads the entry of a symbol; renames a damaged file instead of using or deleting it. */
export async function readEntry(place: Place, now: Date): Promise<StoredEntry> {
  const { dataDir, symbol } = place;
  const text = await readText(cacheFile(dataDir, symbol));
  if (text === undefined) return { text, notes: [] };
  try {
    return { entry: parseEntry(text, symbol), text, notes: [] };
  } catch (error) {
    const reason = (error as Error).message;
    const aside = await setAside(place, text, now);
    return {
      text: undefined,
      notes: aside ? [`The cached bars of ${symbol} were damaged (${reason}): set aside as ${aside}.`] : [],
    };
  }
}

/**
 * Writes `entry` if the file is unchanged since `stored` was read.
 *
 * @returns false, with nothing written, if another process changed the file: read it again
 */
export async function replaceEntry(place: Place, stored: StoredEntry, entry: CacheEntry): Promise<boolean> {
  const file = cacheFile(place.dataDir, place.symbol);
  return locked(place, async () => {
    if ((await readText(file)) !== stored.text) return false;
    await storeFile(file, formatEntry(entry));
    return true;
  });
}

/** Renames the file if it still holds `text`; returns its new name, or undefined if another process changed it. */
async function setAside(place: Place, text: string, now: Date): Promise<string | undefined> {
  const file = cacheFile(place.dataDir, place.symbol);
  return locked(place, async () => {
    if ((await readText(file)) !== text) return undefined;
    const aside = nameAside(file, "corrupt", now);
    await rename(file, aside);
    return aside;
  });
}

/** Keeps a copy of an entry that is about to be replaced; returns its name. */
export async function keepCopy(place: Place, text: string, now: Date): Promise<string> {
  const aside = nameAside(cacheFile(place.dataDir, place.symbol), "replaced", now);
  await locked(place, () => storeFile(aside, text));
  return aside;
}

function nameAside(file: string, why: "corrupt" | "replaced", now: Date): string {
  return `${file}.${why}-${now.toISOString().replaceAll(/[-:.]/g, "")}`;
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw storeFailed(file, error);
  }
}
