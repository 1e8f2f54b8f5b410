import type { SaveOptions } from "@lstm-predict/jobs/train";
import type { BarSeries } from "@lstm-predict/market-data";
import { type ModelConfigInput, parseConfig } from "@lstm-predict/model/config";
import { storeOf } from "@lstm-predict/registry";
import type { TrainedModel } from "@lstm-predict/training";

/** Options of `train`. */
export interface TrainOptions
  extends Pick<SaveOptions, "onEvent" | "signal" | "baselines" | "horizons" | "report"> {
  /** Folder of the saved bundles; default "models". */
  modelsDir?: string | undefined;
}

/**
 * Trains a network on bars, fits every simpler forecaster, scores all on the same days, and saves the model as a bundle in
 * `<modelsDir>/<SYMBOL>/<version>/`. Nothing is saved before all of it has succeeded.
 *
 * @param config fields that differ from the defaults: `{ units: [64, 32], epochs: 20, seed: 7 }`
 * @returns the bundle, and the scores by span and forecaster: `scores.test.model.mase`
 * @throws ModelError `bad_config` naming every wrong field, or `diverged`; PreprocessingError `too_few_bars`; EvaluationError for a
 * baseline; BundleError if the bundle cannot be saved; Interrupted if the signal aborts
 * @example
 * const bars = await fetchBars({ symbol: "AAPL" });
 * const { scores } = await train(bars, { epochs: 5 }, { onEvent: (event) => console.log(event.type) });
 */
export async function train(
  bars: BarSeries,
  config: ModelConfigInput = {},
  options: TrainOptions = {},
): Promise<TrainedModel> {
  const { modelsDir = "models", report = false, ...rest } = options;
  const whole = parseConfig(config);
  // Only a training needs TensorFlow.js.
  const { trainAndSave } = await import("@lstm-predict/jobs/train");
  return trainAndSave({ ...rest, report, series: bars, config: whole, store: storeOf(modelsDir) });
}
