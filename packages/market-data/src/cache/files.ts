import { readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { storeFailed, storeFile } from "../store-file.ts";
import { type CacheEntry, formatEntry, parseEntry } from "./entry.ts";
import { locked } from "./lock.ts";

/** What is on disk for a symbol, and the text it was read from: the ticket for replacing it. */
export interface StoredEntry {
  entry?: CacheEntry;
  text: string | undefined;
  /** Told when a file could not be trusted and was set aside. */
  notes: string[];
}

export function cacheFile(dataDir: string, symbol: string): string {
  return join(dataDir, "cache", `${symbol}.json`);
}

/** Reads the entry of a symbol. A damaged file is renamed, never trusted and never deleted. */
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
 * Writes `entry` if the file still is what `stored` was read from, and says whether it did: several processes
 * may work on one symbol, and the one that comes second has to look again.
 */
export async function replaceEntry(file: string, stored: StoredEntry, entry: CacheEntry): Promise<boolean> {
  return locked(file, async () => {
    if ((await readText(file)) !== stored.text) return false;
    await storeFile(file, formatEntry(entry));
    return true;
  });
}

/** Renames the file that had `text`; returns its new name, or nothing when another process was faster. */
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
