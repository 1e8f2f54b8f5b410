import { type PruneOutcome, pruneSpace, type Result } from "@lstm-predict/jobs";
import { openModels } from "../../settings/open-models.ts";
import { paths } from "../../settings/paths.ts";
import type { RetrainFlags } from "./flags.ts";

/** Prunes the symbols that were retrained; undefined without `--prune`, or if there are none. */
export async function pruneRetrained(
  results: readonly Result[],
  { prune: keep, modelsDir, dryRun = false }: RetrainFlags,
): Promise<PruneOutcome | undefined> {
  const symbols = results
    .filter(({ outcome }) => ["promoted", "refused", "planned"].includes(outcome))
    .map(({ symbol }) => symbol);
  if (keep === undefined || symbols.length === 0) return undefined;
  const { data: dataDir, mlruns: mlrunsDir } = paths;
  const store = await openModels(modelsDir);
  return pruneSpace({ store, dataDir, mlrunsDir, symbols, keep, unsent: false, dryRun, now: Date.now() });
}

/** What the workers of a queue pruned; undefined if none was asked to. */
export function prunedByWorkers(results: readonly Result[]): PruneOutcome | undefined {
  if (results.every(({ pruned }) => pruned === undefined)) return undefined;
  // What a worker could not prune is a note on its row.
  return { items: results.flatMap(({ pruned = [] }) => pruned), failures: [] };
}
