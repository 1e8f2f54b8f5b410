import { rawSeriesOf } from "@lstm-predict/market-data";
import { type BundleStore, type Published, publishTrained } from "@lstm-predict/registry";
import { renderReport, saveReportData } from "@lstm-predict/reports";
import {
  type TrainBundleOptions,
  type TrainedModel,
  type Training,
  trainBundle,
} from "@lstm-predict/training";

/** Options of `trainAndSave`. */
export interface SaveOptions extends Omit<TrainBundleOptions, "modelsDir" | "extras"> {
  store: BundleStore;
  /** Whether to draw the report; otherwise the bundle has the data that it is drawn from. Default: true. */
  report?: boolean | undefined;
  /** Called before the report is drawn and the bundle is saved: if it fails, nothing is saved. */
  beforeSave?: ((training: Training) => Promise<void>) | undefined;
}

/** Options of `train`. */
export interface TrainOptions extends SaveOptions {
  /** Whether the bundle challenges the champion; otherwise it is only pushed. */
  promote: boolean;
}

/** A saved model, and the decision of the gate. */
export type TrainingOutcome = TrainedModel & Published;

/**
 * Trains a model, saves its bundle with a report or its data, and publishes it.
 *
 * @throws what `trainBundle` and `publish` throw
 */
export async function train({ promote, ...options }: TrainOptions): Promise<TrainingOutcome> {
  const trained = await trainAndSave(options);
  const { store, series } = options;
  return { ...trained, ...(await publishTrained({ store, promote }, trained.bundle, rawSeriesOf(series))) };
}

/**
 * Trains a model and saves its bundle with a report or its data in the models folder of the store.
 *
 * @throws what `trainBundle` throws
 */
export function trainAndSave({
  store,
  report = true,
  beforeSave,
  ...options
}: SaveOptions): Promise<TrainedModel> {
  return trainBundle({
    ...options,
    modelsDir: store.modelsDir,
    extras: async (training) => {
      await beforeSave?.(training);
      const { splits, model, ...ofReport } = training;
      const data = { ...ofReport, test: splits.test };
      return report ? renderReport(data) : saveReportData(data);
    },
  });
}
