import type { TrainedMetadata } from "@lstm-predict/artifacts";
import type { SourceName } from "@lstm-predict/market-data";
import { type ModelConfig, parseConfig } from "@lstm-predict/model/config";
import { type BundleStore, storeOf } from "@lstm-predict/registry";
import { isStoreFault } from "@lstm-predict/storage";

/** Number of newest versions to search for one with the same configuration. */
const LOOK_BACK = 20;

/** Metadata of the newest version trained on bars of `source`, here or in the store; with `config`, only of that configuration. */
export async function latestVersion(
  store: BundleStore,
  symbol: string,
  source: SourceName,
  config: ModelConfig | undefined,
): Promise<TrainedMetadata | undefined> {
  const here = storeOf(store.modelsDir);
  const lists = await Promise.all([store, here].map((place) => place.listVersions(symbol)));
  const local = lists[1]!.get(symbol) ?? [];
  const versions = [...new Set(lists.flatMap((list) => list.get(symbol) ?? []))].sort().reverse();
  for (const version of versions.slice(0, LOOK_BACK)) {
    const place = local.includes(version) ? here : store;
    const metadata = await place.readMetadata(symbol, version).catch((error) => {
      if (isStoreFault(error)) throw error;
      return undefined; // skip a damaged version
    });
    if (!metadata || metadata.imported || metadata.data.source !== source) continue;
    if (config === undefined || hasConfig(metadata, config)) return metadata;
  }
  return undefined;
}

/** Whether a version was trained with `config`; fields missing in an older version have their defaults. */
export function hasConfig({ config: stored }: Pick<TrainedMetadata, "config">, config: ModelConfig): boolean {
  try {
    return JSON.stringify(parseConfig(stored)) === JSON.stringify(config);
  } catch {
    return false;
  }
}
