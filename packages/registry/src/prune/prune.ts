import { type Keep, StorageError } from "@lstm-predict/storage";
import { parseChampion } from "../champion.ts";
import { completeLog, readPromotions } from "../promotions.ts";
import type { BundleStore, Models, Pointer } from "../stores/bundle-store.ts";
import { storeOf } from "../stores/open-store.ts";
import { isVacant, prunedIn, remark } from "./mark.ts";
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
 * The pointer of the champion is marked first, on the condition that it is the one that was judged. So a promotion either is
 * before, and its version stays, or it refuses. The mark names the versions until they are gone: if this process is killed, the
 * next prune deletes the rest.
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
    if (going.length === 0 || options.dryRun) return fates;
    await completeLog(store, symbol, seen);
    const marked = remark(seen, symbol, going);
    // Otherwise a promotion was faster: judge again.
    if (!(await store.movePointer(symbol, marked, seen))) continue;
    try {
      for (const version of going) {
        for (const place of placesOf(store)) await place.remove(symbol, version);
      }
    } catch (error) {
      // Without the right to delete, nothing is gone: the versions may be promoted as before.
      if (error instanceof StorageError && error.code === "store_denied")
        await unmark(store, symbol, marked, going);
      throw error;
    }
    await unmark(store, symbol, marked, []);
    return fates;
  }
}

/** Takes the mark off, unless another process has changed the pointer; leaves it on those of `going` that are not whole. */
async function unmark(
  store: BundleStore,
  symbol: string,
  marked: string,
  going: readonly string[],
): Promise<void> {
  const whole = going.length > 0 ? ((await store.listVersions(symbol)).get(symbol) ?? []) : [];
  const now = await store.readPointer(symbol);
  if (now?.text !== marked) return;
  const left = going.filter((version) => !whole.includes(version));
  await store.movePointer(symbol, remark(now, symbol, left), now);
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
