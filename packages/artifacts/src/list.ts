import { readdir } from "node:fs/promises";
import { type Champion, readChampion } from "./champion.ts";
import { BundleError } from "./errors.ts";
import { isSymbol, isVersion, symbolDir } from "./names.ts";

/** One symbol's folder. */
export interface ModelListing {
  symbol: string;
  champion: Champion | undefined;
  /** Oldest first. */
  versions: string[];
}

/** The symbols of a models folder that have a bundle or a champion, sorted; a folder that is not there is empty. */
export async function listModels(modelsDir: string): Promise<ModelListing[]> {
  const symbols = (await folders(modelsDir)).filter(isSymbol);
  const listings = await Promise.all(
    symbols.map(async (symbol) => ({
      symbol,
      champion: await readChampion(modelsDir, symbol),
      versions: (await folders(symbolDir(modelsDir, symbol))).filter(isVersion),
    })),
  );
  return listings.filter(({ champion, versions }) => champion || versions.length > 0);
}

async function folders(dir: string): Promise<string[]> {
  try {
    const entries = await readdir(dir, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new BundleError("unreadable_file", `cannot list ${dir}: ${(cause as Error).message}`, { cause });
  }
}
