import { readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { storeFailed, storeFile } from "../store-file.ts";
import { type CacheEntry, formatEntry, parseEntry } from "./entry.ts";
import { locked } from "./lock.ts";

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
export async function readEntry(file: string, symbol: string, now: Date): Promise<StoredEntry> {
  const text = await readText(file);
  if (text === undefined) return { text, notes: [] };
  try {
    return { entry: parseEntry(text, symbol), text, notes: [] };
  } catch (error) {
    const reason = (error as Error).message;
    const aside = await setAside(file, text, "corrupt", now);
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
export async function replaceEntry(file: string, stored: StoredEntry, entry: CacheEntry): Promise<boolean> {
  return locked(file, async () => {
    if ((await readText(file)) !== stored.text) return false;
    await storeFile(file, formatEntry(entry));
    return true;
  });
}

/** Renames the file if it still holds `text`; returns its new name, or undefined if another process changed it. */
export async function setAside(
  file: string,
  text: string,
  why: "corrupt" | "replaced",
  now: Date,
): Promise<string | undefined> {
  return locked(file, async () => {
    if ((await readText(file)) !== text) return undefined;
    const aside = `${file}.${why}-${now.toISOString().replaceAll(/[-:.]/g, "")}`;
    await rename(file, aside);
    return aside;
  });
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw storeFailed(file, error);
  }
}
