import { quote } from "@lstm-predict/checks";
import { type Fields, fields, unsupported } from "./fields.ts";

/** Layers that change nothing outside training; `Dropout` is another, which stays in the bundle. */
const INERT = [
  "InputLayer",
  "SpatialDropout1D",
  "GaussianDropout",
  "GaussianNoise",
  "AlphaDropout",
  "ActivityRegularization",
  "Identity",
];

/**
 * Leaves out the layers that do nothing in a forecast, and writes an `Activation` or `ReLU` into the `Dense` before it.
 *
 * @throws FormatError `unsupported_model` for a Flatten of a sequence, or an Activation after another layer than a linear Dense
 */
export function withoutInert(entries: readonly Fields[]): Fields[] {
  const kept: Fields[] = [];
  for (const entry of entries) {
    const { class_name: className } = entry;
    const config = fields(entry.config);
    const last = kept.findLastIndex((layer) => layer.class_name !== "Dropout");
    const isLinear = className === "Activation" && config.activation === "linear";
    if (isLinear || INERT.includes(className as string)) continue;
    if (className === "Flatten") requireVector(config, kept[last]);
    else if (className === "Activation") kept[last] = activated(config, kept[last]);
    else if (className === "ReLU" && isPlain(config))
      kept[last] = activated({ ...config, activation: "relu" }, kept[last]);
    else kept.push(entry);
  }
  return kept;
}

/** Whether a ReLU layer is max(0, x). With a `max_value` of 0 it is 0. */
function isPlain({ max_value: most = null, negative_slope: slope, threshold }: Fields): boolean {
  return most === null && !slope && !threshold;
}

/** A Flatten does nothing to the last step of an LSTM or the output of a Dense, `[batch, units]`. */
function requireVector({ name }: Fields, before: Fields | undefined): void {
  const isVector =
    before?.class_name === "Dense" ||
    (before?.class_name === "LSTM" && fields(before.config).return_sequences !== true);
  if (isVector) return;
  throw unsupported(
    `layer ${quote(name)} is a "Flatten" of a sequence: expected the last LSTM to have return_sequences false`,
  );
}

/** The layer before an Activation, with that activation. */
function activated({ name, activation }: Fields, before: Fields | undefined): Fields {
  const config = fields(before?.config);
  if (before?.class_name === "Dense" && config.activation === "linear")
    return { ...before, config: { ...config, activation } };
  throw unsupported(
    `layer ${quote(name)} is an "Activation" of ${quote(activation)}: expected it after a Dense whose activation is "linear"`,
  );
}
