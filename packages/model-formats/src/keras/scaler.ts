import { COLUMNS } from "@lstm-predict/preprocessing";
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

/** A min-max scaler, scaled = (x - offset) / scale, by columns of the wire. */
export interface ImportedScaler {
  offset: number[];
  scale: number[];
  /** Of each column of the wire, its place among the network's features. */
  order: number[];
}

/** @throws FormatError `bad_scaler` naming the field */
export function readScaler(text: string, where: string): ImportedScaler {
  const bad = (message: string) => new FormatError("bad_scaler", `${where}: ${message}`);
  const result = schema.safeParse(parse(text, bad));
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
  return { offset: order.map((k) => offsets[k]!), scale: order.map((k) => scales[k]!), order };
}

/** "Adj Close" and "adj_close" are the same column. */
function orderOf(features: readonly string[], bad: (message: string) => FormatError): number[] {
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

function parse(text: string, bad: (message: string) => FormatError): unknown {
  if (text.length > MAX_SCALER_BYTES)
    throw bad(`${text.length} characters: expected at most ${MAX_SCALER_BYTES}`);
  try {
    return JSON.parse(text);
  } catch {
    throw bad("not JSON (a pickle must be turned into JSON first: docs/formats.md has the line)");
  }
}
