import { readChampion } from "@lstm-predict/registry";
import type { TrainingRun } from "@lstm-predict/tracking";
import { openModels } from "../settings/open-models.ts";

/** Returns a function that says whether the bundle of a run is the champion of its symbol. */
export async function findChampions(
  modelsDir: string,
  runs: readonly TrainingRun[],
): Promise<(run: TrainingRun) => boolean> {
  const symbols = [...new Set(runs.map(({ symbol }) => symbol))];
  const champions = new Map<string, string | undefined>();
  const store = await openModels(modelsDir);
  for (const symbol of symbols) champions.set(symbol, (await readChampion(store, symbol))?.version);
  return ({ symbol, tags }) => tags.bundle !== undefined && champions.get(symbol) === tags.bundle;
}
