import { StorageError } from "@lstm-predict/storage";
import type { BundleStore, Pointer } from "../stores/bundle-store.ts";
import { remark } from "./mark.ts";

type Marked = Pick<BundleStore, "listVersions" | "movePointer" | "readPointer">;

/**
 * `BundleStore.remove` for a store without locks. Marks the pointer first, on the condition that it is `seen`: a promotion either
 * was before, or finds the mark and refuses. The mark names the versions until they are gone: if this process is killed, the
 * next prune deletes the rest.
 *
 * @param removeOne deletes one version; first what makes it visible
 */
export async function removeMarked(
  store: Marked,
  symbol: string,
  versions: readonly string[],
  seen: Pointer | undefined,
  removeOne: (version: string) => Promise<void>,
): Promise<boolean> {
  if (versions.length === 0) return true;
  const marked = remark(seen, symbol, versions);
  if (!(await store.movePointer(symbol, marked, seen))) return false;
  try {
    for (const version of versions) await removeOne(version);
  } catch (error) {
    // Without the right to delete, nothing is gone: the versions may be promoted as before.
    if (error instanceof StorageError && error.code === "store_denied")
      await unmark(store, symbol, marked, versions);
    throw error;
  }
  await unmark(store, symbol, marked, []);
  return true;
}

/** Takes the mark off, unless another process has changed the pointer; leaves it on those of `versions` that are not whole. */
async function unmark(
  store: Marked,
  symbol: string,
  marked: string,
  versions: readonly string[],
): Promise<void> {
  const whole = versions.length > 0 ? ((await store.listVersions(symbol)).get(symbol) ?? []) : [];
  const now = await store.readPointer(symbol);
  if (now?.text !== marked) return;
  const left = versions.filter((version) => !whole.includes(version));
  await store.movePointer(symbol, remark(now, symbol, left), now);
}
