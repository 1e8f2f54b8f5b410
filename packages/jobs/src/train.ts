import { toRawSeries } from "@lstm-predict/bars";
import { type BundleStore, judgeChampion, type Published, publish } from "@lstm-predict/registry";
import { renderReport } from "@lstm-predict/reports";
import { type TrainBundleOptions, type TrainedModel, trainBundle } from "@lstm-predict/training";

export interface TrainOptions extends Omit<TrainBundleOptions, "modelsDir" | "extras"> {
  store: BundleStore;
  promote: boolean;
  /** What the log of promotions says beside the verdict's own evidence. */
  evidence?: object | undefined;
}

/** A saved model, and how the gate decided. */
export type TrainingOutcome = TrainedModel & Published;

/** @throws what `trainBundle` and `publish` throw */
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
