import { readChampion } from "@lstm-predict/registry";
import type { TrainingRecord } from "@lstm-predict/tracking";
import { openModels } from "../settings/open-models.ts";

/** Tells of a run whether its bundle is the version that its symbol serves. */
export async function findChampions(
  modelsDir: string,
  records: readonly TrainingRecord[],
): Promise<(record: TrainingRecord) => boolean> {
  const symbols = [...new Set(records.map(({ symbol }) => symbol))];
  const champions = new Map<string, string | undefined>();
  const store = await openModels(modelsDir);
  for (const symbol of symbols) champions.set(symbol, (await readChampion(store, symbol))?.version);
  return ({ symbol, tags }) => tags.bundle !== undefined && champions.get(symbol) === tags.bundle;
}
