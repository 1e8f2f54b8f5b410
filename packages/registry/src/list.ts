import type { BundleError } from "@lstm-predict/artifacts";
import { type Champion, readChampion } from "./champion.ts";
import type { Models } from "./stores/bundle-store.ts";
import { storeOf } from "./stores/open-store.ts";

/** The versions of one symbol in a store. */
export interface ModelListing {
  symbol: string;
  champion: Champion | undefined;
  /** Oldest first. */
  versions: string[];
}

/**
 * Lists the symbols that have a bundle or a champion, sorted; a missing folder counts as empty.
 *
 * @throws BundleError or StorageError if the store cannot be listed or a champion cannot be read
 */
export async function listModels(models: Models): Promise<ModelListing[]> {
  const store = storeOf(models);
  const versions = await store.listVersions();
  const champions = await store.listChampions().catch((error: BundleError) => {
    if (versions.size === 0 && isAbsent(error)) return new Map<string, string>();
    throw error;
  });
  const symbols = [...new Set([...versions.keys(), ...champions.keys()])].sort();
  return Promise.all(
    symbols.map(async (symbol) => ({
      symbol,
      champion: champions.has(symbol) ? await readChampion(store, symbol) : undefined,
      versions: versions.get(symbol) ?? [],
    })),
  );
}

function isAbsent(error: BundleError): boolean {
  return (error.cause as NodeJS.ErrnoException | undefined)?.code === "ENOENT";
}
