import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readChampion } from "../champion.ts";
import type { LoggedDecision } from "../promotions.ts";
import type { BundleStore } from "../stores/bundle-store.ts";
import { type Reason, versionsOf } from "./retention.ts";

interface Versions {
  /** In the store. */
  there: readonly string[];
  /** In the working copy. */
  here: readonly string[];
  decisions: readonly LoggedDecision[];
}

/** The versions that the working copy of a remote store keeps beside those that the store keeps, with the reasons. */
export async function keepsOfCopy(
  { modelsDir }: BundleStore,
  symbol: string,
  { there, here, decisions }: Versions,
): Promise<Map<string, Reason>> {
  const judged = new Set(decisions.flatMap(versionsOf));
  const unsent = here.filter((version) => !there.includes(version) && !judged.has(version));
  const served = await servedHere(modelsDir, symbol);
  return new Map<string, Reason>([
    ...unsent.map((version) => [version, "not sent"] as const),
    ...served.map((version) => [version, "served here"] as const),
  ]);
}

/**
 * The versions that the API remembers in `last-served.json`, with which it starts while the store is out of reach, and the champion
 * that the models folder had before there was a store.
 */
async function servedHere(modelsDir: string, symbol: string): Promise<string[]> {
  const champion = await readChampion(modelsDir, symbol).catch(() => undefined);
  const own = champion ? [champion.version] : [];
  try {
    const { champions } = JSON.parse(await readFile(join(modelsDir, "last-served.json"), "utf8"));
    const served = (champions as { symbol: string; version: string }[]).filter(
      (one) => one.symbol === symbol,
    );
    return [...own, ...served.map(({ version }) => version)];
  } catch {
    return own;
  }
}
