import type { RawSeries } from "@lstm-predict/bars";
import type { FoldKey, FoldResult, FoldStore } from "./fold-store.ts";
import { runFold } from "./run-fold.ts";

export interface StoredFoldOptions {
  /** All bars; the fold knows its own part of them. */
  series: RawSeries;
  /** The fold itself, and what else decides its forecasts. */
  key: FoldKey;
  /** Weights to start from, those of the fold before. */
  initialWeights?: Float32Array[] | undefined;
  store: FoldStore;
  signal?: AbortSignal | undefined;
}

/** One fold's result: out of the store if it was finished before, else computed and stored. Throws as `runFold`. */
export async function storedFold(options: StoredFoldOptions): Promise<FoldResult & { stored: boolean }> {
  const { key, store, series, initialWeights, signal } = options;
  const found = await store.read(key);
  if (found) return { ...found, stored: true };
  const { fold, config, warmStart } = key;
  const done = await runFold({ series, fold, config, initialWeights, signal });
  await store.write(key, done, { withWeights: warmStart });
  return { ...done, stored: false };
}
