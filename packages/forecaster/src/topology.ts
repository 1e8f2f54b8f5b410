import { quote } from "@lstm-predict/checks";
import { ACTIVATIONS, type Activation } from "./activations.ts";
import { ForecastError } from "./errors.ts";

interface Common {
  name: string;
  units: number;
  useBias: boolean;
}

/** The configuration of a layer that a forecast runs. */
export type LayerConfig =
  | (Common & { type: "lstm"; returnSequences: boolean })
  | (Common & { type: "dense"; activation: Activation });

type Fields = Record<string, unknown>;

/**
 * Reads a TensorFlow.js topology: a Sequential of InputLayer, LSTM, Dropout and Dense.
 *
 * Leaves out Dropout, which does nothing in a forecast.
 *
 * @throws ForecastError `unsupported_model`, which names the layer and the option that cannot run
 */
export function readTopology(topology: object): { steps: number; features: number; layers: LayerConfig[] } {
  const { class_name: className, config } = topology as { class_name?: unknown; config?: Fields };
  const entries = config?.layers;
  if (className !== "Sequential" || !Array.isArray(entries)) {
    throw unsupported(`the model is a ${quote(className)}: expected a Sequential`);
  }
  const [first] = entries as { config?: Fields }[];
  const shape = first?.config?.batch_input_shape;
  if (!Array.isArray(shape) || shape.length !== 3 || !shape.slice(1).every(isSize)) {
    throw unsupported(`the input shape is ${quote(shape)}: expected [null, steps, features]`);
  }
  const layers = (entries as { class_name: string; config: Fields }[]).flatMap((entry) => readLayer(entry));
  return { steps: shape[1] as number, features: shape[2] as number, layers };
}

function readLayer({ class_name: className, config }: { class_name: string; config: Fields }): LayerConfig[] {
  const name = String(config.name);
  const require = (option: string, ...legal: unknown[]) => {
    if (legal.includes(config[option])) return;
    const [value, expected] = [config[option], legal[0]].map(quote);
    throw unsupported(`layer ${name}: ${option} is ${value}: expected ${expected}`);
  };
  const common = () => {
    if (!isSize(config.units)) throw unsupported(`layer ${name}: units is ${quote(config.units)}`);
    return { name, units: config.units, useBias: config.use_bias !== false };
  };
  switch (className) {
    case "InputLayer":
    case "Dropout":
      return [];
    case "LSTM":
      require("activation", "tanh");
      require("recurrent_activation", "sigmoid");
      for (const option of ["stateful", "go_backwards", "return_state"]) require(option, false, undefined);
      return [{ type: "lstm", ...common(), returnSequences: config.return_sequences === true }];
    case "Dense": {
      const activation = (config.activation ?? "linear") as Activation;
      if (!Object.hasOwn(ACTIVATIONS, activation)) {
        const legal = Object.keys(ACTIVATIONS).join(", ");
        throw unsupported(`layer ${name}: activation is ${quote(config.activation)}: expected ${legal}`);
      }
      return [{ type: "dense", ...common(), activation }];
    }
    default:
      throw unsupported(`layer ${name} is a ${className}: expected LSTM, Dropout or Dense`);
  }
}

function isSize(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0;
}

function unsupported(message: string): ForecastError {
  return new ForecastError("unsupported_model", message);
}
