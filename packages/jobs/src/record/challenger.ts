import { type BundleStore, type Champion, readPromotions } from "@lstm-predict/registry";

/**
 * The version that lost to this champion last, as long as its bundle is in the store: its forecasts are recorded too, so that the
 * decision can be looked back at.
 */
export async function challengerOf(
  models: BundleStore,
  symbol: string,
  champion: Champion,
): Promise<string | undefined> {
  const refused = (await readPromotions(models, symbol)).findLast(
    (decision) => "refusedAt" in decision && decision.champion === champion.version,
  );
  if (!refused) return undefined;
  const versions = (await models.listVersions()).get(symbol) ?? [];
  return versions.includes(refused.version) ? refused.version : undefined;
}
