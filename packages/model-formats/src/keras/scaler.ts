import { COLUMNS, type PreprocessingState, Preprocessor } from "@lstm-predict/preprocessing";
import { z } from "zod";
import { FormatError, quote } from "../errors.ts";

export const MAX_SCALER_BYTES = 2 ** 20;
const six = z.array(z.number()).length(COLUMNS.length, `expected ${COLUMNS.length} numbers`);

/** The attributes of scikit-learn's MinMaxScaler; `features` are the columns it was fitted on, in their order. */
const schema = z.looseObject({
  data_min_: six,
  data_max_: six,
  feature_range: z.tuple([z.number(), z.number()]).default([0, 1]),
  features: z.array(z.string()).min(1).nullish(),
  clip: z.literal(false, "is true: values beyond the training's are not cut off here").nullish(),
});

/** What stands around an imported network. */
export interface ImportedScaler {
  /** Numbers that the network has to forecast. */
  outputs: number;
  /** Of each column of the wire, its place among the network's features. */
  order: number[];
  /** For a network of so many rows; FormatError `bad_scaler` when it is for others. */
  preprocessing(window: number): PreprocessingState;
}

type Refuse = (message: string) => FormatError;

const CLOSE = COLUMNS.indexOf("close");

/**
 * Reads scikit-learn's min-max scaler of price levels, or what `exportKeras` put beside a network.
 *
 * @throws FormatError `bad_scaler` naming the field
 */
export function readScaler(text: string, where: string): ImportedScaler {
  const bad = (message: string) => new FormatError("bad_scaler", `${where}: ${message}`);
  const value = parse(text, bad);
  const isOwn = typeof value === "object" && value !== null && "targets" in value;
  return isOwn ? ownPreprocessing(value, bad) : minMaxScaler(value, bad);
}

function ownPreprocessing(value: object, bad: Refuse): ImportedScaler {
  let own: Preprocessor;
  try {
    own = Preprocessor.fromJSON(value);
  } catch (error) {
    throw bad((error as Error).message);
  }
  return {
    outputs: own.outputs,
    order: COLUMNS.map((_, k) => k),
    preprocessing(window) {
      if (window === own.window) return own.toJSON();
      throw bad(`window is ${own.window}: the network takes ${window} rows`);
    },
  };
}

function minMaxScaler(value: unknown, bad: Refuse): ImportedScaler {
  const result = schema.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw bad(`${issue!.path.join(".") || "the whole"}: ${issue!.message}`);
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

/** "Adj Close" and "adj_close" are the same column. */
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
    throw bad("not JSON (a pickle must be turned into JSON first: docs/formats.md has the line)");
  }
}
