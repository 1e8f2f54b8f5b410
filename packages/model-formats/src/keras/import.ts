import type { BundleContent, ModelFiles, WeightSpec } from "@lstm-predict/artifacts";
import { COLUMN_COUNT, COLUMNS, type Column } from "@lstm-predict/bars";
import { LEAST_ROWS, pooledErrorBar, readLayers } from "@lstm-predict/forecaster";
import type { TargetName } from "@lstm-predict/preprocessing";
import type { WeightedLayer } from "./read-file.ts";
import { readKerasFileInThread } from "./read-in-thread.ts";
import { readScaler } from "./scaler.ts";

/** The files of a training with Keras. `name` is the file's name, for errors. */
export interface KerasArtefacts {
  model: { name: string; bytes: Uint8Array };
  scaler: { name: string; text: string };
  /** The names of the network's inputs, in its order; by default those of the scaler. */
  columns?: readonly string[] | undefined;
}

/** The parts of a bundle, and what the files say about the training. */
export interface ImportedModel extends Pick<BundleContent, "model" | "preprocessing" | "intervals"> {
  kerasVersion: string;
  /** Number of weights. */
  parameters: number;
  /** The fields of the configuration that the file contains. */
  config: { target: TargetName; window: number; units: number[]; denseUnits?: number };
  /** The quantiles of the error bar, if there is one. */
  quantiles?: number[];
  /** The columns that the network takes, in its order. */
  columns: Column[];
  /** What had to be assumed about the columns, for the user. */
  notes: string[];
}

/**
 * Converts a Keras model and its scaler to the parts of a bundle.
 *
 * With a scaler of price levels the model forecasts the scaled close, and the target is `price`. Its inputs may be any of the
 * six columns, in any order: the first kernel gets rows of zeros for the others. With the preprocessing that
 * `exportKeras` wrote, the target is that of the export; the model may have been trained further. The error bar is the
 * pooled one, which needs no calibration; windows that are too short for it have none.
 *
 * @throws FormatError
 */
export async function importKeras(artefacts: KerasArtefacts): Promise<ImportedModel> {
  const { model, scaler } = artefacts;
  const { outputs, preprocessing } = readScaler(scaler.text, scaler.name, artefacts.columns);
  const { kerasVersion, window, features, layers } = await readKerasFileInThread(
    model.bytes,
    model.name,
    outputs,
  );
  const { columns, state, notes } = preprocessing({ window, features });
  const files = toModelFiles(window, onWire(layers, columns));
  readLayers(files);
  return {
    model: files,
    kerasVersion,
    parameters: files.weightData.byteLength / 4,
    preprocessing: state,
    ...(window >= LEAST_ROWS && errorBar()),
    config: { target: state.target, window, ...sizesOf(layers) },
    columns,
    notes,
  };
}

function errorBar() {
  const pooled = pooledErrorBar();
  return { intervals: pooled.toJSON(), quantiles: [...pooled.tracker.quantiles] };
}

/** The sizes of the layers; `denseUnits` only if the dense layers are those of `buildModel` (relu, then linear). */
function sizesOf(layers: readonly WeightedLayer[]): { units: number[]; denseUnits?: number } {
  const configsOf = (name: string) =>
    layers.filter(({ className }) => className === name).map(({ config }) => config);
  const units = configsOf("LSTM").map((config) => config.units as number);
  const [hidden, last, ...more] = configsOf("Dense");
  const isBuildModel = last?.activation === "linear" && hidden?.activation === "relu" && more.length === 0;
  return { units, ...(isBuildModel && { denseUnits: hidden.units as number }) };
}

/** Puts the rows of the first kernel, one a column, in the order of the wire; the other columns get zeros. */
function onWire([first, ...rest]: WeightedLayer[], columns: readonly Column[]): WeightedLayer[] {
  if (first!.className === "Dropout") return [first!, ...onWire(rest, columns)];
  const [kernel, ...others] = first!.weights;
  const size = kernel!.length / columns.length;
  const rows = new Float32Array(COLUMN_COUNT * size);
  columns.forEach((column, from) => {
    rows.set(kernel!.subarray(from * size, (from + 1) * size), COLUMNS.indexOf(column) * size);
  });
  return [{ ...first!, inputs: COLUMN_COUNT, weights: [rows, ...others] }, ...rest];
}

/** A TensorFlow.js model whose layers have the same names as those of `buildModel`. */
function toModelFiles(window: number, layers: readonly WeightedLayer[]): ModelFiles {
  const counts = { LSTM: 0, Dropout: 0, Dense: 0 };
  const weightSpecs: WeightSpec[] = [];
  const entries = layers.map(({ className, config, inputs, weights }, index) => {
    const count = ++counts[className];
    const name =
      className !== "Dense" ? `${className.toLowerCase()}_${count}` : denseName(index, layers, count);
    const units = config.units as number;
    const columns = className === "LSTM" ? 4 * units : units;
    const shapes = { kernel: [inputs, columns], recurrent_kernel: [units, columns], bias: [columns] };
    const names =
      className === "LSTM"
        ? (["kernel", "recurrent_kernel", "bias"] as const)
        : (["kernel", "bias"] as const);
    weights.forEach((_, k) => {
      weightSpecs.push({ name: `${name}/${names[k]}`, shape: shapes[names[k]!], dtype: "float32" });
    });
    return { class_name: className, config: { name, ...kept(config) } };
  });
  const input = {
    name: "input",
    batch_input_shape: [null, window, COLUMN_COUNT],
    dtype: "float32",
    sparse: false,
  };
  return {
    topology: {
      class_name: "Sequential",
      config: { name: "lstm_predict", layers: [{ class_name: "InputLayer", config: input }, ...entries] },
      keras_version: "tfjs-layers 4.22.0",
      backend: "tensor_flow.js",
    },
    weightSpecs,
    weightData: joined(layers.flatMap(({ weights }) => weights)),
    generatedBy: "lstm-predict",
  };
}

function denseName(index: number, layers: readonly WeightedLayer[], count: number): string {
  const isLast = !layers.slice(index + 1).some(({ className }) => className === "Dense");
  if (isLast) return "output";
  return count === 1 ? "dense" : `dense_${count}`;
}

/** The fields of a layer's configuration that TensorFlow.js needs to run it. */
const KEPT = ["units", "activation", "recurrent_activation", "use_bias", "return_sequences", "rate"];

function kept(config: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    KEPT.filter((name) => config[name] !== undefined).map((name) => [name, config[name]]),
  );
}

/** The bytes of all arrays, one after the other. */
function joined(arrays: readonly Float32Array[]): Uint8Array {
  const values = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    values.set(array, at);
    at += array.length;
  }
  return new Uint8Array(values.buffer);
}
