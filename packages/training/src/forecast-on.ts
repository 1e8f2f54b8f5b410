import type { Bundle } from "@lstm-predict/artifacts";
import type { RawSeries } from "@lstm-predict/bars";
import { decodeOutputs, type ModelForecasts } from "@lstm-predict/evaluation";
import {
  buildModel,
  loadWeights,
  type ModelConfig,
  openEngine,
  predictRange,
  Random,
} from "@lstm-predict/model";
import { Preprocessor } from "@lstm-predict/preprocessing";

/**
 * Forecasts every day of a series that has a window before it, with the network of a bundle on the engine of `config` instead
 * of the forecaster.
 *
 * @throws NativeError if the engine is not installed, ModelError `bad_weights`
 */
export async function forecastOn(
  config: ModelConfig,
  { model: files, preprocessing }: Bundle,
  series: RawSeries,
): Promise<ModelForecasts> {
  const preprocessor = Preprocessor.fromJSON(preprocessing);
  const model = buildModel(config, new Random(config.seed), await openEngine(config.engine));
  try {
    loadWeights(model, files);
    const windows = preprocessor.windows(series);
    const { outputs } = predictRange(model, windows, { from: 0, to: windows.length });
    return decodeOutputs(preprocessor, series, outputs);
  } finally {
    model.dispose();
  }
}
