import { toRawSeries } from "@lstm-predict/bars";
import { type BundleStore, judgeChampion, type Published, publish } from "@lstm-predict/registry";
import { renderReport } from "@lstm-predict/reports";
import { type TrainBundleOptions, type TrainedModel, trainBundle } from "@lstm-predict/training";

/** Options of `train`. */
export interface TrainOptions extends Omit<TrainBundleOptions, "modelsDir" | "extras"> {
  store: BundleStore;
  /** Whether the bundle challenges the champion; otherwise it is only pushed. */
  promote: boolean;
  /** Further evidence to log with the decision. */
  evidence?: object | undefined;
}

/** A saved model, and the decision of the gate. */
export type TrainingOutcome = TrainedModel & Published;

/**
 * Trains a model, saves its bundle with a report, and publishes it.
 *
 * @throws what `trainBundle` and `publish` throw
 */
export async function train({
  store,
  promote,
  evidence,
  ...options
}: TrainOptions): Promise<TrainingOutcome> {
  const trained = await trainBundle({
    ...options,
    modelsDir: store.modelsDir,
    extras: ({ splits, ...training }) => renderReport({ ...training, test: splits.test }),
  });
  const { bundle } = trained;
  const raw = toRawSeries(options.series.bars);
  const published = await publish({ store, promote, evidence }, bundle, (champion) =>
    judgeChampion(store, champion, bundle, raw),
  );
  return { ...trained, ...published };
}
