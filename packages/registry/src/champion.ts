import { BundleError, firstIssue, parseJson } from "@lstm-predict/artifacts";
import { symbolArgument } from "@lstm-predict/bars";
import { championSchema, completeLog, type Promotion, readPromotions, versionBefore } from "./promotions.ts";
import { differsByMark, formatPointer, isVacant, prunedIn, refusePruned } from "./prune/mark.ts";
import type { BundleStore, Models, Pointer } from "./stores/bundle-store.ts";
import { storeOf } from "./stores/open-store.ts";

/** Content of champion.json: the served version of a symbol. */
export interface Champion {
  symbol: string;
  version: string;
  /** ISO 8601, UTC. */
  promotedAt: string;
  reason: string;
}

/** Further fields of a promotion. */
export type PromotionDetails = Pick<Promotion, "rolledBackFrom" | "evidence">;

/**
 * Reads the champion of a symbol; undefined if it has none.
 *
 * @throws BundleError `bad_symbol`, `bad_json` or `bad_champion`
 */
export async function readChampion(models: Models, symbol: string): Promise<Champion | undefined> {
  const pointer = await storeOf(models).readPointer(symbol);
  return pointer && !isVacant(pointer) ? parseChampion(pointer, symbol) : undefined;
}

/**
 * Parses the text of champion.json.
 *
 * @throws BundleError `bad_json` or `bad_champion`
 */
export function parseChampion({ text, where }: Pointer, symbol: string): Champion {
  const result = championSchema.safeParse(parseJson(text, where));
  if (result.success && result.data.symbol === symbol) {
    const { version, promotedAt, reason } = result.data;
    return { symbol, version, promotedAt, reason };
  }
  const fault = result.success ? `symbol is "${result.data.symbol}"` : firstIssue(result.error);
  throw new BundleError("bad_champion", `${where}: ${fault}; promote a version of ${symbol} again`);
}

/**
 * Makes a version the champion of its symbol and logs it in `promotions.jsonl`; pushes the version first if needed. A reader
 * sees the old champion or the new one.
 *
 * @throws BundleError `champion_moved` if a concurrent promotion was faster; what `BundleStore.push` throws if the version
 * does not exist or its metadata changed
 */
export async function promote(
  models: Models,
  symbol: string,
  version: string,
  reason: string,
  details: PromotionDetails = {},
): Promise<Champion> {
  const store = storeOf(models);
  for (;;) {
    const seen = await store.readPointer(symbol);
    const champion = await moveChampion(store, seen, { symbol, version, reason }, details);
    if (champion) return champion;
    const now = await store.readPointer(symbol);
    if (differsByMark(seen, now)) continue;
    throw new BundleError(
      "champion_moved",
      `${symbol} ${version} is not served: another promotion was faster, and ${now && !isVacant(now) ? parseChampion(now, symbol).version : "none"} is served now; look at that one, and promote again if it is not better`,
    );
  }
}

/**
 * Replaces the pointer `seen` by a new champion and logs it; undefined if another process replaced it first.
 *
 * Pushes the version after the pointer was read: a prune that deletes the version later has to replace the pointer before, and
 * then this replacement fails.
 *
 * The pointer holds the whole decision. The log gets it afterwards, so that a promoter that dies in between, or finds no room,
 * leaves no champion without its decision: readers find it in the pointer, and the next promotion logs it.
 *
 * @throws BundleError `pruned` if the version is being deleted; what `BundleStore.push` throws
 */
export async function moveChampion(
  store: BundleStore,
  seen: Pointer | undefined,
  chosen: Omit<Champion, "promotedAt">,
  details: PromotionDetails = {},
): Promise<Champion | undefined> {
  const { symbol, version, reason } = chosen;
  const champion = { symbol, version, promotedAt: new Date().toISOString(), reason };
  const decision = { ...champion, ...details };
  refusePruned(seen, symbol, version);
  await store.push(symbol, version);
  await completeLog(store, symbol, seen);
  const pruned = prunedIn(seen);
  const text = formatPointer(decision, pruned.length > 0 ? pruned : undefined);
  if (!(await store.movePointer(symbol, text, seen))) return undefined;
  await store.appendToLog(symbol, JSON.stringify(decision)).catch(() => {});
  return champion;
}

/**
 * Makes the previous champion in `promotions.jsonl` the champion again; repeated rollbacks go further back.
 *
 * @param onWarning as of `readPromotions`
 * @throws BundleError `no_model` without a champion, `no_version_before`; what `promote` throws
 */
export async function rollBack(
  models: Models,
  symbol: string,
  onWarning?: (warning: string) => void,
): Promise<Champion> {
  const store = storeOf(models);
  const current = await requireChampion(store, symbol);
  const version = versionBefore(await readPromotions(store, symbol, onWarning), current.version);
  if (version === undefined) {
    throw new BundleError(
      "no_version_before",
      `${symbol} has served no version before ${current.version}: promote one by its name (pnpm promote --version)`,
    );
  }
  const details = { rolledBackFrom: current.version };
  return promote(store, symbol, version, `rolled back from ${current.version}`, details).catch((cause) => {
    if (!(cause instanceof BundleError && cause.code === "no_bundle")) throw cause;
    throw new BundleError(
      "no_bundle",
      `${symbol} has served ${version} before ${current.version}, but it is not there any more: pnpm models list shows which are; pnpm promote --version serves one`,
      { cause },
    );
  });
}

/**
 * The folder of a symbol's champion, pulled from the store if needed.
 *
 * @throws BundleError `no_model`, which says how to get one; what `BundleStore.pull` throws
 */
export async function resolveBundleDir(models: Models, symbol: string): Promise<string> {
  const store = storeOf(models);
  return store.pull(symbol, (await requireChampion(store, symbol)).version);
}

async function requireChampion(store: BundleStore, symbol: string): Promise<Champion> {
  const champion = await readChampion(store, symbol);
  if (champion) return champion;
  const argument = `--symbol ${symbolArgument(symbol)}`;
  const last = (await readPromotions(store, symbol)).at(-1);
  throw new BundleError(
    "no_model",
    last && "refusedAt" in last
      ? `${symbol} has no champion: ${last.version} was refused, because ${last.reason}; serve it all the same with pnpm promote ${argument} --version ${last.version}`
      : `${symbol} has no trained model yet: run pnpm train ${argument}`,
  );
}
