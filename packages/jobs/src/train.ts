import type { BundleStore, Published } from "@lstm-predict/registry";
import { renderReport, saveReportData } from "@lstm-predict/reports";
import { type TrainBundleOptions, type TrainedModel, trainBundle } from "@lstm-predict/training";
import { publishTrained } from "./publish-trained.ts";

/** Options of `train`. */
export interface TrainOptions extends Omit<TrainBundleOptions, "modelsDir" | "extras"> {
  store: BundleStore;
  /** Whether the bundle challenges the champion; otherwise it is only pushed. */
  promote: boolean;
  /** Further evidence to log with the decision. */
  evidence?: object | undefined;
  /** Whether to draw the report; otherwise the bundle has the data that it is drawn from. Default: true. */
  report?: boolean | undefined;
}

/** A saved model, and the decision of the gate. */
export type TrainingOutcome = TrainedModel & Published;

/**
 * Trains a model, saves its bundle with a report or its data, and publishes it.
 *
 * @throws what `trainBundle` and `publish` throw
 */
export async function train({
  store,
  promote,
  evidence,
  report = true,
  ...options
}: TrainOptions): Promise<TrainingOutcome> {
  const trained = await trainBundle({
    ...options,
    modelsDir: store.modelsDir,
    extras: async ({ splits, ...training }) => {
      const data = { ...training, test: splits.test };
      return report ? renderReport(data) : saveReportData(data);
    },
  });
  const published = await publishTrained({ store, promote, evidence }, trained.bundle, options.series);
  return { ...trained, ...published };
}
