import { COLUMN_COUNT, COLUMNS } from "@lstm-predict/bars";
import { quote } from "@lstm-predict/checks";
import { chainOf } from "./chain.ts";
import { type Fields, fields, unsupported } from "./fields.ts";
import { withoutInert } from "./inert.ts";

/** A layer of a Keras file, of a supported class. */
export interface KerasLayer {
  className: "LSTM" | "Dropout" | "Dense";
  /** Any text: it is not checked. */
  name: string;
  config: Fields;
}

export interface KerasModel {
  /** Rows of the input. */
  window: number;
  /** Columns of the input. */
  features: number;
  layers: KerasLayer[];
}

const MAX_LAYERS = 32;
/** The limits of this program's configuration: weights of these sizes fit in memory. */
const MAX_UNITS = 1024;
const MAX_LSTM_LAYERS = 4;
const MAX_WINDOW = 1000;
const MODELS = ["Sequential", "Functional", "Model"];
const BACKWARDS = "no layer here reads the window backwards: train the same layers without Bidirectional";
const ACTIVATIONS = ["linear", "relu", "tanh", "sigmoid"];

/**
 * Reads the configuration of a model as Keras 2.12 and later write it: a Sequential, or a functional model that is a chain of
 * layers. Supported are LSTM layers, then Dense layers, with layers that do nothing in a forecast anywhere; input
 * [window, 1 to 6], output [outputs].
 *
 * @throws FormatError `unsupported_model` naming the layer and the option that is not supported
 */
export function readKerasConfig(value: unknown, outputs = 1): KerasModel {
  const { class_name: className, config } = fields(value);
  if (!MODELS.includes(className as string)) {
    throw unsupported(
      `the model is a ${quote(className)}: expected a "Sequential", or a "Functional" that is a chain of layers`,
    );
  }
  // Before Keras 2.3 the configuration was the list of layers itself.
  const entries = Array.isArray(config) ? config : fields(config).layers;
  if (!Array.isArray(entries) || entries.length === 0 || entries.length > MAX_LAYERS) {
    throw unsupported(`the model's layers are ${quote(entries)}: expected 1 to ${MAX_LAYERS} layers`);
  }
  const given = entries.map(fields);
  const chain = className === "Sequential" ? given : chainOf(given);
  const { window, features } = readShape(chain, fields(config));
  const layers = withoutInert(chain).map(readLayer);
  checkOrder(layers, outputs);
  return { window, features, layers };
}

/** The input shape, which different versions of Keras store in different places. */
function readShape(entries: Fields[], model: Fields): { window: number; features: number } {
  const [first] = entries;
  const config = fields(first?.config);
  const shape = [
    config.batch_shape,
    config.batch_input_shape,
    fields(first?.build_config).input_shape,
    model.build_input_shape,
  ].find(Array.isArray) as unknown[] | undefined;
  const [, window, features] = shape ?? [];
  const hasWindow = shape?.length === 3 && isSize(window, MAX_WINDOW) && window >= 2;
  if (hasWindow && isSize(features, COLUMN_COUNT)) return { window, features };
  throw unsupported(
    `the input shape is ${quote(shape)}: expected [null, window, features] with a window of 2 to ${MAX_WINDOW} and 1 to ${COLUMN_COUNT} of ${COLUMNS.join(", ")} as features`,
  );
}

function readLayer({ class_name: className, config: raw }: Fields): KerasLayer {
  const config = fields(raw);
  const name = typeof config.name === "string" ? config.name : "without a name";
  const expect = (option: string, ...legal: unknown[]) => {
    if (legal.includes(config[option])) return;
    const expected = legal.filter((item) => item !== undefined).map(quote);
    throw unsupported(
      `layer ${quote(name)}: ${option} is ${quote(config[option])}: expected ${expected.join(" or ")}`,
    );
  };
  const expectUnits = () => {
    if (isSize(config.units, MAX_UNITS)) return;
    throw unsupported(`layer ${quote(name)}: units is ${quote(config.units)}: expected 1 to ${MAX_UNITS}`);
  };
  switch (className) {
    case "Dropout":
      return { className, name, config };
    case "LSTM":
      expect("activation", "tanh");
      expect("recurrent_activation", "sigmoid");
      for (const option of ["go_backwards", "stateful", "return_state", "time_major"])
        expect(option, false, undefined);
      expect("return_sequences", true, false, undefined);
      expect("use_bias", true, false, undefined);
      expectUnits();
      return { className, name, config };
    case "Dense":
      expect("activation", ...ACTIVATIONS);
      expect("use_bias", true, false, undefined);
      expectUnits();
      return { className, name, config };
    default: {
      const expected = `layer ${quote(name)} is a ${quote(className)}: expected LSTM, Dropout or Dense`;
      throw unsupported(className === "Bidirectional" ? `${expected}; ${BACKWARDS}` : expected);
    }
  }
}

function checkOrder(all: readonly KerasLayer[], outputs: number): void {
  const layers = all.filter(({ className }) => className !== "Dropout");
  let sequence = true;
  for (const { className, name, config } of layers) {
    if (sequence !== (className === "LSTM")) {
      const expected = sequence ? "an LSTM" : "a Dense";
      throw unsupported(
        `layer ${quote(name)} is a ${className}: expected ${expected} here (LSTM layers first, the last of them with return_sequences false)`,
      );
    }
    sequence = className === "LSTM" && config.return_sequences === true;
  }
  const lstm = layers.filter(({ className }) => className === "LSTM");
  const extra = lstm[MAX_LSTM_LAYERS];
  if (extra) {
    throw unsupported(
      `layer ${quote(extra.name)} is LSTM number ${MAX_LSTM_LAYERS + 1}: expected at most ${MAX_LSTM_LAYERS}`,
    );
  }
  const last = layers.at(-1);
  if (last?.className !== "Dense" || last.config.units !== outputs) {
    throw unsupported(
      `the last layer ${quote(last?.name)} is a ${last?.className ?? "Dropout"} of ${quote(last?.config.units)} units: expected a Dense of ${outputs === 1 ? "1, the scaled close or log return" : outputs}`,
    );
  }
}

function isSize(value: unknown, limit: number): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) <= limit;
}
