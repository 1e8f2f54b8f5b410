import { COLUMNS } from "@lstm-predict/bars";
import { quote } from "@lstm-predict/checks";
import { type PreprocessingState, Preprocessor } from "@lstm-predict/preprocessing";
import { z } from "zod";
import { FormatError } from "../errors.ts";

export const MAX_SCALER_BYTES = 2 ** 20;
const six = z.array(z.number()).length(COLUMNS.length, `expected ${COLUMNS.length} numbers`);

/** The attributes of scikit-learn's MinMaxScaler, and `features`: the names of its columns, in order. */
const schema = z.looseObject({
  data_min_: six,
  data_max_: six,
  feature_range: z.tuple([z.number(), z.number()]).default([0, 1]),
  features: z.array(z.string()).min(1).nullish(),
  clip: z.literal(false, "is true: values beyond the training's are not clipped here").nullish(),
});

/** The preprocessing of an imported network. */
export interface ImportedScaler {
  /** Outputs that the network must have. */
  outputs: number;
  /** order[k] is the network's feature that column k of the wire goes to. */
  order: number[];
  /** The preprocessing for windows of this length; throws FormatError `bad_scaler` if it is for another length. */
  preprocessing(window: number): PreprocessingState;
}

type Refuse = (message: string) => FormatError;

const CLOSE = COLUMNS.indexOf("close");

/**
 * Reads scikit-learn's min-max scaler of price levels, or the preprocessing of `exportKeras`.
 *
 * @param where the file's name, for errors
 * @throws FormatError `bad_scaler` naming the field
 */
export function readScaler(text: string, where: string): ImportedScaler {
  const bad = (message: string) => new FormatError("bad_scaler", `${where}: ${message}`);
  const value = parse(text, bad);
  const isExport = typeof value === "object" && value !== null && "targets" in value;
  return isExport ? exportedPreprocessing(value, bad) : minMaxScaler(value, bad);
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
    order: COLUMNS.map((_, k) => k),
    preprocessing(window) {
      if (window === preprocessor.window) return preprocessor.toJSON();
      throw bad(`window is ${preprocessor.window}: the network takes ${window} rows`);
    },
  };
}

function minMaxScaler(value: unknown, bad: Refuse): ImportedScaler {
  const result = schema.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw bad(`${issue!.path.join(".") || "the document"}: ${issue!.message}`);
  }
  const {
    data_min_: min,
    data_max_: max,
    feature_range: [low, high],
    features,
  } = result.data;
  if (!(low < high)) throw bad(`feature_range is ${quote([low, high])}: expected two ascending numbers`);
  const wrong = min.findIndex((value, k) => !(value <= max[k]!));
  if (wrong >= 0) throw bad(`data_min_[${wrong}] is ${min[wrong]}, above data_max_[${wrong}], ${max[wrong]}`);
  const order = orderOf(features ?? COLUMNS, bad);
  const scales = min.map((value, k) => (max[k]! - value || 1) / (high - low));
  const offsets = min.map((value, k) => value - low * scales[k]!);
  if (![...scales, ...offsets].every(Number.isFinite)) throw bad("data_min_ and data_max_ are too far apart");
  const [offset, scale] = [offsets, scales].map((values) => order.map((k) => values[k]!)) as [
    number[],
    number[],
  ];
  const state = {
    target: "price",
    columns: [...COLUMNS],
    shrinkage: 1,
    drift: 0,
    features: { kind: "minmax", offset, scale },
    targets: { kind: "minmax", offset: [offset[CLOSE]!], scale: [scale[CLOSE]!] },
  };
  return {
    outputs: 1,
    order,
    preprocessing: (window) => Preprocessor.fromJSON({ ...state, window }).toJSON(),
  };
}

/** The `order` of an ImportedScaler. Names are compared without case, and "Adj Close" equals "adj_close". */
function orderOf(features: readonly string[], bad: Refuse): number[] {
  const names = features.map((name) =>
    name
      .trim()
      .toLowerCase()
      .replaceAll(/[\s_]+/g, "_"),
  );
  const order = COLUMNS.map((column) => names.indexOf(column));
  if (names.length === COLUMNS.length && !order.includes(-1)) return order;
  throw bad(`features is ${quote(features)}: expected ${COLUMNS.join(", ")}, in the order of the training`);
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
