import type { Keep } from "@lstm-predict/storage";
import { parseChampion } from "../champion.ts";
import { readPromotions } from "../promotions.ts";
import type { BundleStore, Models, Pointer } from "../stores/bundle-store.ts";
import { storeOf } from "../stores/open-store.ts";
import { isVacant, prunedIn } from "./mark.ts";
import { type History, type Reason, retain } from "./retention.ts";
import { keepsOfCopy } from "./working-copy.ts";

/** Options of `pruneVersions`. */
export interface PruneOptions {
  keep: Keep;
  /** Milliseconds since 1970. */
  now: number;
  /** Whether only to say what would be deleted. */
  dryRun: boolean;
}

/** A version, and why it stays. */
export interface VersionFate {
  version: string;
  /** Undefined if it is deleted. */
  reason: Reason | undefined;
  /** Bytes that its deletion frees, in the store and in the working copy; 0 if it stays. */
  bytes: number;
}

/**
 * Deletes the versions of a symbol that nothing keeps, from the store and from its working copy, oldest first.
 *
 * They are judged by the pointer of the champion, and deleted only while it is that one: a promotion is either before, and its
 * version stays, or it is refused.
 *
 * @throws what the store throws, BundleError `bad_promotions`
 */
export async function pruneVersions(
  models: Models,
  symbol: string,
  options: PruneOptions,
): Promise<VersionFate[]> {
  const store = storeOf(models);
  for (;;) {
    const seen = await store.readPointer(symbol);
    const fates = await judge(store, symbol, seen, options);
    const going = fates.flatMap(({ version, reason }) => (reason === undefined ? [version] : []));
    if (options.dryRun) return fates;
    // Otherwise a promotion was faster: judge again.
    if (!(await store.remove(symbol, going, seen))) continue;
    const [, copy] = placesOf(store);
    await copy?.remove(symbol, going, await copy.readPointer(symbol));
    return fates;
  }
}

/** The store and, if it is remote, its working copy. */
function placesOf(store: BundleStore): BundleStore[] {
  return store.url === store.modelsDir ? [store] : [store, storeOf(store.modelsDir)];
}

async function judge(
  store: BundleStore,
  symbol: string,
  seen: Pointer | undefined,
  { keep, now }: PruneOptions,
): Promise<VersionFate[]> {
  const places = placesOf(store);
  const [there, here = []] = await Promise.all(
    places.map(async (place) => (await place.listVersions(symbol)).get(symbol) ?? []),
  );
  const served = championOf(seen, symbol);
  // A prune that was killed has deleted a part of these.
  const begun = served.isUnreadable ? [] : prunedIn(seen).filter((version) => version !== served.champion);
  const versions = [...new Set([...there!, ...here, ...begun])].sort();
  const decisions = await readPromotions(store, symbol);
  const reasons = retain({ versions, ...served, decisions }, keep, now);
  const ofCopy =
    places.length > 1 ? await keepsOfCopy(store, symbol, { there: there!, here, decisions }) : new Map();
  return Promise.all(
    versions.map(async (version) => {
      const reason = begun.includes(version) ? undefined : (reasons.get(version) ?? ofCopy.get(version));
      const sizes =
        reason === undefined ? await Promise.all(places.map((place) => place.sizeOf(symbol, version))) : [];
      return { version, reason, bytes: sizes.reduce((sum, size) => sum + size, 0) };
    }),
  );
}

function championOf(
  pointer: Pointer | undefined,
  symbol: string,
): Pick<History, "champion" | "isUnreadable"> {
  if (!pointer || isVacant(pointer)) return { champion: undefined, isUnreadable: false };
  try {
    return { champion: parseChampion(pointer, symbol).version, isUnreadable: false };
  } catch {
    return { champion: undefined, isUnreadable: true };
  }
}
