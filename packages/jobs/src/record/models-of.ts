import { type BundleStore, readChampion, readPromotions } from "@lstm-predict/registry";
import type { Role } from "@lstm-predict/track-record";

/** Challengers whose forecasts are recorded: the last that lost to the champion. */
const CHALLENGERS = 2;

/**
 * The champion of a symbol, and the versions that lost to it last, as long as their bundles are in the store: their forecasts are
 * recorded too, so that the decisions can be looked back at. Empty without a champion.
 */
export async function modelsOf(
  models: BundleStore,
  symbol: string,
): Promise<{ role: Role; version: string }[]> {
  const champion = await readChampion(models, symbol);
  if (!champion) return [];
  const decisions = await readPromotions(models, symbol);
  const versions = (await models.listVersions(symbol)).get(symbol) ?? [];
  const refused = decisions.flatMap((decision) =>
    "refusedAt" in decision && decision.champion === champion.version ? decision.version : [],
  );
  const challengers = [...new Set(refused)]
    .filter((version) => versions.includes(version))
    .slice(-CHALLENGERS);
  return [
    { role: "champion", version: champion.version },
    ...challengers.map((version) => ({ role: "challenger" as const, version })),
  ];
}
