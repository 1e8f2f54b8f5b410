import { BundleError, loadBundle, type TrainedBundle } from "@lstm-predict/artifacts";
import type { BarSeries } from "@lstm-predict/market-data";
import { type ModelConfig, unpackWeights } from "@lstm-predict/model";
import { chronologicalSplits } from "@lstm-predict/preprocessing";
import { type BundleStore, readChampion } from "@lstm-predict/registry";
import { isStoreFault } from "@lstm-predict/storage";
import type { Start } from "@lstm-predict/training";
import { hasConfig } from "./latest-version.ts";
import { firstDays, hasSeen } from "./seen.ts";

/** A trained version, saved or not yet. */
export type Trained = {
  metadata: Pick<TrainedBundle["metadata"], "data" | "config" | "calibration">;
  model: Pick<TrainedBundle["model"], "weightSpecs" | "weightData">;
};

/** Trainings that go on from one another before one begins from random weights again: as many as were tried without a drift. */
const MOST_CONTINUED = 50;

/**
 * The champion of a symbol, if it was trained here with the same configuration on bars of the same source: then a fit may go on
 * from it, where it has not seen the days. Undefined if it is damaged: the gate says so.
 *
 * @throws StorageError if the store fails
 */
export async function championOf(
  store: BundleStore,
  config: ModelConfig,
  { symbol, source }: BarSeries,
): Promise<TrainedBundle | undefined> {
  try {
    const champion = await readChampion(store, symbol);
    if (!champion) return undefined;
    const bundle = await loadBundle(await store.pull(symbol, champion.version));
    const { metadata } = bundle;
    if (metadata.imported || metadata.data.source !== source) return undefined;
    return hasConfig(metadata, config) ? (bundle as TrainedBundle) : undefined;
  } catch (error) {
    if (error instanceof BundleError && !isStoreFault(error)) return undefined;
    throw error;
  }
}

/** Where a training on all bars of a series goes on from the champion; undefined if it may not, and begins from random weights. */
export function startFrom(
  { metadata, model }: TrainedBundle,
  { window }: ModelConfig,
  { bars }: BarSeries,
): Start | undefined {
  const { version, weightsSha256, origin } = metadata;
  const continued = 1 + (origin?.continued ?? 0);
  const dates = bars.map(({ date }) => date);
  const first = firstDays(chronologicalSplits(dates.length, window), dates, window);
  if (continued > MOST_CONTINUED || hasSeen(metadata, dates, first)) return undefined;
  return { weights: unpackWeights(model), origin: { version, weightsSha256, continued } };
}
