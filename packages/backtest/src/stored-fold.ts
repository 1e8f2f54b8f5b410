import type { RawSeries } from "@lstm-predict/bars";
import { Interrupted } from "@lstm-predict/checks";
import type { FoldKey, FoldResult, FoldStore } from "./fold-store.ts";
import { type FoldRun, runFold } from "./run-fold.ts";

/** Options of `storedFold`. */
export interface StoredFoldOptions {
  /** All bars of the symbol, of which the fold uses a part. */
  series: RawSeries;
  /** The fold, and everything else that determines its forecasts. */
  key: FoldKey;
  /** Weights to start from, such as those of the fold before. */
  initialWeights?: Float32Array[] | undefined;
  /** Without one, the fold is computed and not stored. */
  store?: FoldStore | undefined;
  signal?: AbortSignal | undefined;
  onEvent?: FoldRun["onEvent"];
}

const KEPT = "stopped: finished folds are kept, and the same command goes on with them";

/** Reads the result of a fold from the store, or computes and stores it. Throws what `runFold` throws. */
export async function storedFold(options: StoredFoldOptions): Promise<FoldResult & { stored: boolean }> {
  const { key, store, ...run } = options;
  const found = await store?.read(key);
  if (found) return { ...found, stored: true };
  const { fold, config, warmStart, horizons } = key;
  const done = await runFold({ ...run, fold, config, horizons }).catch((error) => {
    throw store && error instanceof Interrupted ? new Interrupted(KEPT) : error;
  });
  await store?.write(key, done, { withWeights: warmStart });
  return { ...done, stored: false };
}
