import type { Bundle } from "@lstm-predict/artifacts";
import { readLayers } from "@lstm-predict/forecaster";
import { PRESETS, Preprocessor } from "@lstm-predict/preprocessing";
import { checkHorizon } from "@lstm-predict/volatility";
import { type ExportOptions, HORIZONS } from "../export-options.ts";
import { writeHdf5 } from "./hdf5/write.ts";
import { kerasConfig } from "./keras-config.ts";
import { writeZip } from "./zip.ts";

/** The version named in the file. Later versions of Keras 3 read its format. */
const KERAS_VERSION = "3.0.5";

export interface KerasExport {
  /** The contents of a `.keras` file. */
  model: Uint8Array;
  /** A JSON document: the scalers that turn raw bars into the model's input, and its output into a price. */
  preprocessing: object;
}

/**
 * Exports a bundle's network as a `.keras` file that Keras 3 loads without custom code: scaled windows
 * [batch, window, 6] -> scaled outputs [batch, outputs]. The preprocessing is a separate document.
 *
 * @throws ForecastError `unsupported_model`, PreprocessingError `bad_state`, VolatilityError `bad_option` for another horizon than
 * 1 to 20
 */
export async function exportKeras(
  { metadata, model, preprocessing }: Bundle,
  { horizons = HORIZONS }: ExportOptions = {},
): Promise<KerasExport> {
  horizons.forEach(checkHorizon);
  const state = Preprocessor.fromJSON(preprocessing).toJSON();
  const createdAt = new Date(metadata.createdAt);
  const files = {
    "metadata.json": JSON.stringify({ keras_version: KERAS_VERSION, date_saved: metadata.createdAt }),
    "config.json": JSON.stringify(kerasConfig(model.topology)),
    "model.weights.h5": await weightsFile(model),
  };
  const { symbol, version, data } = metadata;
  const limit = PRESETS[state.target].limits.features;
  return {
    model: await writeZip(files, createdAt),
    preprocessing: {
      symbol,
      version,
      ...(data && { trained_to: data.to }),
      ...state,
      // JSON has no infinity: null means no limit.
      features: { ...state.features, limit: Number.isFinite(limit) ? limit : null },
      // Forecasts of later closes: the network's own if `later` has the horizon, else that of the next one x exp((horizon - 1) daily_drift).
      horizons,
      daily_drift: metadata.drift ?? 0,
    },
  };
}

/**
 * The file `model.weights.h5`. Keras finds the weights of a layer by its class and its number among the layers of that
 * class: lstm, lstm_1, dense, dense_1.
 */
async function weightsFile(model: Bundle["model"]): Promise<Uint8Array> {
  const { lstm, dense } = readLayers(model);
  // Keras 3.0 requires a group for weights of the model itself, which has none.
  const groups: Record<string, string> = { vars: "lstm_predict" };
  const datasets: Record<string, { shape: number[]; values: Float32Array }> = {};
  const add = (path: string, name: string, weights: [number[], Float32Array][]) => {
    groups[`${path}/vars`] = name;
    weights.forEach(([shape, values], k) => {
      datasets[`${path}/vars/${k}`] = { shape, values };
    });
  };
  lstm.forEach(({ name, inputs, units, kernel, recurrentKernel, bias }, index) => {
    const path = `layers/${nth("lstm", index)}`;
    add(path, name, []);
    add(`${path}/cell`, "lstm_cell", [
      [[inputs, 4 * units], kernel],
      [[units, 4 * units], recurrentKernel],
      [[4 * units], bias],
    ]);
  });
  dense.forEach(({ name, inputs, units, kernel, bias }, index) => {
    add(`layers/${nth("dense", index)}`, name, [
      [[inputs, units], kernel],
      [[units], bias],
    ]);
  });
  return writeHdf5(groups, datasets);
}

function nth(name: string, index: number): string {
  return index === 0 ? name : `${name}_${index}`;
}
