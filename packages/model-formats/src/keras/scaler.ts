import { COLUMN_COUNT, COLUMNS, type Column } from "@lstm-predict/bars";
import { quote } from "@lstm-predict/checks";
import { type PreprocessingState, Preprocessor } from "@lstm-predict/preprocessing";
import { z } from "zod";
import { FormatError } from "../errors.ts";
import { chooseColumns } from "./choose-columns.ts";
import type { Extent } from "./columns.ts";

export const MAX_SCALER_BYTES = 2 ** 20;
const MAX_COLUMNS = 100;
const numbers = z.array(z.number()).min(1).max(MAX_COLUMNS);

/** The attributes of scikit-learn's MinMaxScaler, or of its StandardScaler; `features` are the names of the columns, in order. */
const schema = z.looseObject({
  data_min_: numbers.nullish(),
  data_max_: numbers.nullish(),
  feature_range: z.tuple([z.number(), z.number()]).default([0, 1]),
  mean_: numbers.nullish(),
  scale_: numbers.nullish(),
  with_mean: z.boolean().default(true),
  with_std: z.boolean().default(true),
  features: z.array(z.string()).min(1).nullish(),
  clip: z.literal(false, "is true: values beyond the training's are not clipped here").nullish(),
});

/** The input of a network. */
export interface NetworkInput {
  /** Rows. */
  window: number;
  /** Columns. */
  features: number;
}

/** The preprocessing of an imported network. */
export interface ImportedPreprocessing {
  /** The network's inputs, in its order `[features]`. */
  columns: Column[];
  state: PreprocessingState;
  /** What had to be assumed, for the user. */
  notes: string[];
}

export interface ImportedScaler {
  /** Outputs that the network must have. */
  outputs: number;
  /** The preprocessing for a network; throws FormatError `bad_scaler` if it is for another one. */
  preprocessing(input: NetworkInput): ImportedPreprocessing;
}

type Refuse = (message: string) => FormatError;

/**
 * Reads a scaler of price levels, scikit-learn's MinMaxScaler or StandardScaler, or the preprocessing of `exportKeras`.
 *
 * @param where the file's name, for errors
 * @param given the names of the network's inputs, in its order; by default those of the scaler
 * @throws FormatError `bad_scaler` naming the field
 */
export function readScaler(text: string, where: string, given?: readonly string[]): ImportedScaler {
  const bad = (message: string) => new FormatError("bad_scaler", `${where}: ${message}`);
  const value = parse(text, bad);
  const isExport = typeof value === "object" && value !== null && "targets" in value;
  return isExport ? exportedPreprocessing(value, bad) : levelScaler(value, given, bad);
}

function exportedPreprocessing(value: object, bad: Refuse): ImportedScaler {
  let preprocessor: Preprocessor;
  try {
    preprocessor = Preprocessor.fromJSON(value);
  } catch (error) {
    throw bad((error as Error).message);
  }
  return {
    outputs: preprocessor.outputs,
    preprocessing({ window, features }) {
      if (window !== preprocessor.window)
        throw bad(`window is ${preprocessor.window}: the network takes ${window} rows`);
      if (features !== COLUMN_COUNT)
        throw bad(`columns are ${COLUMN_COUNT}: the network takes ${features} a day`);
      return { columns: [...COLUMNS], state: preprocessor.toJSON(), notes: [] };
    },
  };
}

/** scaled = (x - offset) / scale in each column. */
interface Scales {
  offset: number[];
  scale: number[];
  extent: Extent;
}

function levelScaler(value: unknown, given: readonly string[] | undefined, bad: Refuse): ImportedScaler {
  const result = schema.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw bad(`${issue!.path.join(".") || "the document"}: ${issue!.message}`);
  }
  const { features: names } = result.data;
  const { offset, scale, extent } = result.data.mean_ ? standard(result.data, bad) : minMax(result.data, bad);
  if (![...scale, ...offset].every(Number.isFinite)) throw bad("data_min_ and data_max_ are too far apart");
  return {
    outputs: 1,
    preprocessing({ window, features }) {
      const { columns, positions, target, notes } = chooseColumns(
        names ?? undefined,
        given,
        extent,
        features,
        bad,
      );
      // A column that the network does not take has weights of 0.
      const inWireOrder = (values: readonly number[], absent: number) =>
        COLUMNS.map((column) => values[positions[columns.indexOf(column)]!] ?? absent);
      const state = {
        target: "price",
        window,
        columns: [...COLUMNS],
        shrinkage: 1,
        drift: 0,
        // The target `price` knows no other kind: the arithmetic is that of any offset and scale.
        features: { kind: "minmax", offset: inWireOrder(offset, 0), scale: inWireOrder(scale, 1) },
        targets: { kind: "minmax", offset: [offset[target]!], scale: [scale[target]!] },
      };
      return { columns, state: Preprocessor.fromJSON(state).toJSON(), notes };
    },
  };
}

type Document = z.infer<typeof schema>;

function minMax(
  { data_min_: min, data_max_: max, feature_range: [low, high] }: Document,
  bad: Refuse,
): Scales {
  if (!min || !max)
    throw bad("data_min_ and data_max_, or mean_ and scale_, are missing: see docs/formats.md");
  if (min.length !== max.length)
    throw bad(`data_max_ has ${max.length} numbers: expected ${min.length}, as many as data_min_`);
  if (!(low < high)) throw bad(`feature_range is ${quote([low, high])}: expected two ascending numbers`);
  const wrong = min.findIndex((value, k) => !(value <= max[k]!));
  if (wrong >= 0) throw bad(`data_min_[${wrong}] is ${min[wrong]}, above data_max_[${wrong}], ${max[wrong]}`);
  const scale = min.map((value, k) => (max[k]! - value || 1) / (high - low));
  const offset = min.map((value, k) => value - low * scale[k]!);
  return { offset, scale, extent: { what: ["minimum", "maximum"], low: min, high: max } };
}

function standard(
  { mean_: mean, with_mean: isCentred, with_std: isScaled, ...document }: Document,
  bad: Refuse,
): Scales {
  const scale = isScaled ? document.scale_ : mean!.map(() => 1);
  if (scale?.length !== mean!.length)
    throw bad(`scale_ has ${scale?.length ?? 0} numbers: expected ${mean!.length}, as many as mean_`);
  const wrong = scale.findIndex((value) => !(value > 0));
  if (wrong >= 0) throw bad(`scale_[${wrong}] is ${scale[wrong]}: expected a number above 0`);
  const offset = isCentred ? mean! : mean!.map(() => 0);
  return { offset, scale, extent: { what: ["mean", "mean"], low: mean!, high: mean! } };
}

function parse(text: string, bad: Refuse): unknown {
  if (text.length > MAX_SCALER_BYTES)
    throw bad(`${text.length} characters: expected at most ${MAX_SCALER_BYTES}`);
  try {
    return JSON.parse(text);
  } catch {
    throw bad("not JSON (a pickle must be turned into JSON first: docs/formats.md has the command)");
  }
}
