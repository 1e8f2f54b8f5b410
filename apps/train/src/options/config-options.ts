import { readFile } from "node:fs/promises";
import {
  CONFIG_FIELDS,
  DEFAULT_CONFIG,
  type ModelConfig,
  ModelError,
  parseConfig,
} from "@lstm-predict/model/config";
import { PRESETS } from "@lstm-predict/preprocessing";
import { type Command, Option } from "commander";

/** Flags of the model configuration. */
export interface ConfigFlags {
  config?: string;
  target?: string;
  engine?: string;
  window?: unknown;
  covariates?: unknown;
  networkHorizons?: unknown;
  units?: unknown;
  dropout?: unknown;
  denseUnits?: unknown;
  returnWeight?: unknown;
  l2?: unknown;
  epochs?: unknown;
  batchSize?: unknown;
  learningRate?: unknown;
  patience?: unknown;
  seed?: unknown;
}

const D = DEFAULT_CONFIG;
const ONE_OUTPUT = parseConfig({ target: "return" });

/** The help text of a default that depends on the target. */
function differing(twoOutputs: unknown, oneOutput: unknown): string {
  return `(default: ${twoOutputs}, or ${oneOutput} for the targets return and price)`;
}

/** The flag `--engine`. */
export function engineOption(): Option {
  return new Option("--engine <name>", "what computes the LSTM layers (default: auto, the fastest)").choices([
    "auto",
    "fused",
    "tensorflow",
    "tfjs",
  ]);
}

/** Adds the flags of the model configuration, with the defaults in their help. */
export function addConfigOptions(command: Command): Command {
  return command
    .option("--config <file>", "a JSON file with configuration fields; flags override it")
    .addOption(
      new Option("--target <preset>", `what the network forecasts (default: "${D.target}")`).choices([
        "distribution",
        "return",
        "price",
      ]),
    )
    .addOption(engineOption())
    .option("--window <bars>", `bars that a forecast sees (default: ${D.window})`, asNumber)
    .option(
      "--covariates <list>",
      "symbols whose closes the network takes as well, such as ^VIX,SPY (default: those of no symbol)",
      (text) => text.split(",").map((symbol) => symbol.trim()),
    )
    .option(
      "--network-horizons <list>",
      "sessions ahead that the network itself is trained to forecast, such as 1,5,20, for the target distribution (default: 1; --horizon is what is shown or scored of any model, and trains nothing)",
      asNumbers,
    )
    .option("--units <list>", `units of the LSTM layers (default: ${D.units})`, asNumbers)
    .option(
      "--dropout <share>",
      `dropout after each LSTM layer, or a list with one for each ${differing(D.dropout, ONE_OUTPUT.dropout)}`,
      asNumberOrNumbers,
    )
    .option("--dense-units <n>", `units of the dense layer (default: ${D.denseUnits})`, asNumber)
    .option("--l2 <penalty>", `L2 penalty on the kernel of the dense layer (default: ${D.l2})`, asNumber)
    .option(
      "--return-weight <weight>",
      `weight of the return in the loss of the target distribution (default: ${PRESETS.distribution.lossWeights[1]})`,
      asNumber,
    )
    .option("--epochs <n>", `maximum number of epochs ${differing(D.epochs, ONE_OUTPUT.epochs)}`, asNumber)
    .option("--batch-size <n>", `windows in a training step (default: ${D.batchSize})`, asNumber)
    .option("--learning-rate <rate>", `learning rate at the start (default: ${D.learningRate})`, asNumber)
    .option(
      "--patience <epochs>",
      `epochs without progress before early stopping ${differing(D.earlyStopping.patience, ONE_OUTPUT.earlyStopping.patience)}`,
      asNumber,
    )
    .option(
      "--seed <n>",
      `random seed; the same seed and data give the same model (default: ${D.seed})`,
      asNumber,
    );
}

/** Whether any flag sets a configuration field. */
export function givesConfig(flags: ConfigFlags): boolean {
  const { config, patience, networkHorizons } = flags;
  const fields = CONFIG_FIELDS.map((name) => flags[name as keyof ConfigFlags]);
  return [config, patience, networkHorizons, ...fields].some((value) => value !== undefined);
}

/**
 * Builds the configuration from defaults, the file of `--config` and flags, in this order, and validates it.
 *
 * @throws ModelError `bad_config`
 */
export async function resolveConfig(flags: ConfigFlags): Promise<ModelConfig> {
  const file = flags.config === undefined ? {} : await readConfigFile(flags.config);
  const given: Record<string, unknown> = { ...file };
  for (const [name, value] of Object.entries(flags)) {
    if ((CONFIG_FIELDS as string[]).includes(name) && value !== undefined) given[name] = value;
  }
  if (flags.networkHorizons !== undefined) given.horizons = flags.networkHorizons;
  if (flags.patience !== undefined) given.earlyStopping = { patience: flags.patience };
  return parseConfig(given);
}

async function readConfigFile(path: string): Promise<object> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new ModelError(
      "bad_config",
      `--config ${path} cannot be read (${cause.code}): expected a JSON file`,
    );
  });
  try {
    const fields: unknown = JSON.parse(text);
    parseConfig(fields);
    return fields as object;
  } catch (cause) {
    const { message } = cause as Error;
    throw new ModelError(
      "bad_config",
      `--config ${path}: ${cause instanceof ModelError ? message : `not JSON: ${message}`}`,
    );
  }
}

/** Converts text to a number if it is one; otherwise returns the text, for the validator to quote. */
function asNumber(text: string): number | string {
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}

function asNumberOrNumbers(text: string) {
  return text.includes(",") ? asNumbers(text) : asNumber(text);
}

function asNumbers(text: string): (number | string)[] {
  return text.split(",").map(asNumber);
}
