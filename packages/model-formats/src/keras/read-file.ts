import { FormatError } from "../errors.ts";
import { type Hdf5Reader, readHdf5 } from "./hdf5/read.ts";
import { type KerasLayer, type KerasModel, readKerasConfig } from "./read-config.ts";
import { readZip } from "./zip.ts";

const MEGABYTE = 2 ** 20;
/** Enough for the largest model of this program with the two moments that an optimizer stores for each weight. */
export const MAX_FILE_BYTES = 512 * MEGABYTE;
/** The files of a `.keras` archive and their largest sizes in bytes. */
const ENTRIES = { "metadata.json": MEGABYTE, "config.json": MEGABYTE, "model.weights.h5": MAX_FILE_BYTES };
/** The HDF5 group of the layers: in Keras 3 and late versions of Keras 2, and in Keras 2.12. */
const CONTAINERS = ["layers", "_layer_checkpoint_dependencies"];

/** A layer with its weights in Keras' order: kernel, recurrent kernel (LSTM only), bias (if it has one). */
export interface WeightedLayer extends KerasLayer {
  /** Features of its input. */
  inputs: number;
  weights: Float32Array[];
}

export interface KerasFile {
  kerasVersion: string;
  window: number;
  /** Columns of the input. */
  features: number;
  layers: WeightedLayer[];
}

/**
 * Reads a network with `outputs` outputs from a `.keras` or `.h5` file. The first bytes decide which of the two it is,
 * because Keras 2.12 writes HDF5 under both names.
 *
 * @param where the file's name, for errors
 * @throws FormatError `bad_file` if the file is damaged, or a weight is missing, not finite or of another shape;
 * `too_large`, `unsupported_model`
 */
export async function readKerasFile(bytes: Uint8Array, where: string, outputs = 1): Promise<KerasFile> {
  if (bytes.byteLength > MAX_FILE_BYTES) {
    throw new FormatError(
      "too_large",
      `${where} has ${bytes.byteLength} bytes: expected at most ${MAX_FILE_BYTES}`,
    );
  }
  return startsWith(bytes, "PK") ? readArchive(bytes, where, outputs) : readLegacy(bytes, where, outputs);
}

/** A zip archive with the configuration and the weights. */
async function readArchive(bytes: Uint8Array, where: string, outputs: number): Promise<KerasFile> {
  const files = await readZip(bytes, where, ENTRIES);
  const json = (name: keyof typeof ENTRIES) => parse(files.get(name)!.toString("utf8"), `${where}: ${name}`);
  const model = readKerasConfig(json("config.json"), outputs);
  const kerasVersion = versionOf(
    (json("metadata.json") as { keras_version?: unknown } | null)?.keras_version,
  );
  return readHdf5(files.get("model.weights.h5")!, `${where}: model.weights.h5`, (file) => {
    const container = CONTAINERS.find((name) => file.children(name).length > 0) ?? CONTAINERS[0]!;
    const names = file.children(container);
    const next = { LSTM: inOrder(names, "lstm"), Dense: inOrder(names, "dense") };
    return withWeights(file, model, kerasVersion, (layer) => {
      const group = `${container}/${next[layer.className].shift() ?? layer.className.toLowerCase()}`;
      const vars = layer.className === "LSTM" ? `${group}/cell/vars` : `${group}/vars`;
      return [0, 1, 2].map((k) => `${vars}/${k}`);
    });
  });
}

/** One HDF5 file. Attributes contain the configuration and, for each layer, the names of its weights. */
async function readLegacy(bytes: Uint8Array, where: string, outputs: number): Promise<KerasFile> {
  return readHdf5(bytes, where, (file) => {
    const text = file.text("model_config");
    if (text === undefined) {
      throw new FormatError(
        "bad_file",
        `${where} has no model_config: expected a whole model, not only its weights`,
      );
    }
    const model = readKerasConfig(parse(text, `${where}: model_config`), outputs);
    return withWeights(file, model, versionOf(file.text("keras_version")), ({ name }) => {
      const group = `model_weights/${name}`;
      return file.texts(group, "weight_names").map((weight) => `${group}/${weight}`);
    });
  });
}

type TrainedLayer = KerasLayer & { className: "LSTM" | "Dense" };

/** Reads the weights of all layers; `pathsOf` gives their paths in the file, in Keras' order. */
function withWeights(
  file: Hdf5Reader,
  { window, features, layers }: KerasModel,
  kerasVersion: string,
  pathsOf: (layer: TrainedLayer) => string[],
): KerasFile {
  let inputs = features;
  const read = layers.map((layer): WeightedLayer => {
    if (layer.className === "Dropout") return { ...layer, inputs, weights: [] };
    const shapes = shapesOf(layer, inputs);
    const paths = pathsOf(layer as TrainedLayer);
    const weights = shapes.map((shape, k) => file.read(paths[k] ?? `a weight of layer ${layer.name}`, shape));
    const weighted = { ...layer, inputs, weights };
    inputs = layer.config.units as number;
    return weighted;
  });
  return { kerasVersion, window, features, layers: read };
}

function shapesOf({ className, config }: KerasLayer, inputs: number): number[][] {
  const units = config.units as number;
  const columns = className === "LSTM" ? 4 * units : units;
  return [
    [inputs, columns],
    ...(className === "LSTM" ? [[units, columns]] : []),
    ...(config.use_bias === false ? [] : [[columns]]),
  ];
}

/** The names `stem`, `stem_1`, ... in the order of their numbers; Keras 2.12 leaves some numbers out. */
function inOrder(names: readonly string[], stem: string): string[] {
  const numbered = names.flatMap((name) => {
    const [, number] = new RegExp(`^${stem}(?:_(\\d{1,6}))?$`).exec(name) ?? [];
    return number === undefined && name !== stem ? [] : [{ name, number: Number(number ?? 0) }];
  });
  return numbered.sort((a, b) => a.number - b.number).map(({ name }) => name);
}

function parse(text: string, where: string): unknown {
  if (text.length > MEGABYTE)
    throw new FormatError(
      "too_large",
      `${where} has ${text.length} characters: expected at most ${MEGABYTE}`,
    );
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FormatError("bad_file", `${where} is not JSON (truncated or edited?): save the model again`, {
      cause,
    });
  }
}

function versionOf(value: unknown): string {
  return typeof value === "string" && /^[\w.+-]{1,20}$/.test(value) ? value : "of an unknown version";
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return Buffer.from(bytes.subarray(0, text.length)).toString("latin1") === text;
}
