import { BundleError, firstIssue, parseJson } from "@lstm-predict/artifacts";
import { championSchema, logDecision, readPromotions, versionBefore } from "./promotions.ts";
import type { BundleStore, Models, Pointer } from "./stores/bundle-store.ts";
import { storeOf } from "./stores/open-store.ts";

/** What champion.json holds: the version that is served. */
export interface Champion {
  symbol: string;
  version: string;
  /** ISO 8601, UTC. */
  promotedAt: string;
  reason: string;
}

/** What else the promotion's line in `promotions.jsonl` says. */
export interface PromotionDetails {
  rolledBackFrom?: string;
  evidence?: unknown;
}

/** The champion of a symbol, or undefined; throws `bad_symbol`, `bad_json` or `bad_champion`. */
export async function readChampion(models: Models, symbol: string): Promise<Champion | undefined> {
  const pointer = await storeOf(models).readPointer(symbol);
  return pointer && parseChampion(pointer, symbol);
}

/** Throws `bad_json` or `bad_champion`. */
export function parseChampion({ text, where }: Pointer, symbol: string): Champion {
  const result = championSchema.safeParse(parseJson(text, where));
  if (result.success && result.data.symbol === symbol) return result.data;
  const fault = result.success ? `symbol is "${result.data.symbol}"` : firstIssue(result.error);
  throw new BundleError("bad_champion", `${where}: ${fault}; promote a version of ${symbol} again`);
}

/**
 * Makes a version the champion of its symbol and adds a line to `promotions.jsonl`; a version that was not pushed yet is
 * pushed first. A reader sees the old champion or the new one.
 *
 * BundleError `champion_moved` when somebody else promoted at the same time, and was first; what `push` throws when the
 * version is not there or its metadata changed.
 */
export async function promote(
  models: Models,
  symbol: string,
  version: string,
  reason: string,
  details: PromotionDetails = {},
): Promise<Champion> {
  const store = storeOf(models);
  await store.push(symbol, version);
  const seen = await store.readPointer(symbol);
  const champion = await moveChampion(store, seen, { symbol, version, reason }, details);
  if (champion) return champion;
  const now = await readChampion(store, symbol);
  throw new BundleError(
    "champion_moved",
    `${symbol} ${version} is not served: another promotion was faster, and ${now?.version ?? "none"} is served now; look at that one, and promote again if it is not better`,
  );
}

/** Moves the champion on from the pointer that was seen, and records it; undefined when somebody else was faster. */
export async function moveChampion(
  store: BundleStore,
  seen: Pointer | undefined,
  chosen: Omit<Champion, "promotedAt">,
  details: PromotionDetails = {},
): Promise<Champion | undefined> {
  const { symbol, version, reason } = chosen;
  const champion = { symbol, version, promotedAt: new Date().toISOString(), reason };
  const text = `${JSON.stringify(champion, null, 2)}\n`;
  if (!(await store.movePointer(symbol, text, seen))) return undefined;
  await logDecision(store, { ...champion, ...details });
  return champion;
}

/**
 * Serves the version before the champion again, as `promotions.jsonl` has it; a rollback of a rollback goes further back.
 *
 * BundleError `no_model` without a champion, `no_version_before`, and what `promote` throws.
 */
export async function rollBack(models: Models, symbol: string): Promise<Champion> {
  const store = storeOf(models);
  const current = await requireChampion(store, symbol);
  const version = versionBefore(await readPromotions(store, symbol), current.version);
  if (version === undefined) {
    throw new BundleError(
      "no_version_before",
      `${symbol} has served no version before ${current.version}: promote one by its name (pnpm promote --version)`,
    );
  }
  const details = { rolledBackFrom: current.version };
  return promote(store, symbol, version, `rolled back from ${current.version}`, details);
}

/** The folder of a symbol's champion, fetched if it is elsewhere; throws `no_model` with how to train one. */
export async function resolveBundleDir(models: Models, symbol: string): Promise<string> {
  const store = storeOf(models);
  return store.pull(symbol, (await requireChampion(store, symbol)).version);
}

async function requireChampion(store: BundleStore, symbol: string): Promise<Champion> {
  const champion = await readChampion(store, symbol);
  if (champion) return champion;
  throw new BundleError("no_model", `${symbol} has no trained model yet: run pnpm train --symbol ${symbol}`);
}
