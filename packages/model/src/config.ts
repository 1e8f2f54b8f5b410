import { isSymbol, symbolOf } from "@lstm-predict/bars";
import { areHorizons, LEGAL_HORIZONS } from "@lstm-predict/preprocessing";
import { z } from "zod";
import { ModelError } from "./errors.ts";

export { ModelError } from "./errors.ts";

const wholeNumber = (from: number, to: number) =>
  z
    .int(`expected a whole number from ${from} to ${to}`)
    .min(from, `expected at least ${from}`)
    .max(to, `expected at most ${to}`);
const number = (from: number, to: number) =>
  z
    .number(`expected a number from ${from} to ${to}`)
    .min(from, `expected at least ${from}`)
    .max(to, `expected at most ${to}`);

const DEFAULT_TARGET = "distribution";
/** The engine that `auto` selects: the fastest in `pnpm bench` (docs/model.md), and part of every installation. */
const FASTEST_ENGINE = "fused";

const DROPOUT_RANGE = "expected a number from 0 to 0.95";
const DROPOUT = number(0, 0.95);
/** More would be more inputs than a bar has columns. */
const MAX_COVARIATES = 6;
const covariate = z
  .string("expected symbols such as SPY")
  .transform((text) => symbolOf(text) ?? text)
  .refine(isSymbol, "expected a symbol such as SPY or ^VIX");

const fields = z.strictObject({
  /** What the network forecasts for the next day: log variance and log return, log return only, or the close. */
  target: z.enum(["distribution", "return", "price"]).default(DEFAULT_TARGET),
  /** The implementation of the LSTM layers: our kernel, TensorFlow through tfjs-node, or TensorFlow.js' stock layers. */
  engine: z
    .enum(["auto", "fused", "tensorflow", "tfjs"])
    .default("auto")
    .transform((engine) => (engine === "auto" ? FASTEST_ENGINE : engine)),
  /** Daily bars in a window. */
  window: wholeNumber(2, 1000).default(60),
  /** Symbols whose closes the network takes beside the window, as Yahoo spells them; absent: none. */
  covariates: z
    .array(covariate, "expected an array of symbols")
    .max(MAX_COVARIATES, `expected at most ${MAX_COVARIATES} symbols`)
    .refine((symbols) => new Set(symbols).size === symbols.length, "expected each symbol once")
    .optional(),
  /** Sessions ahead that the network forecasts, ascending from 1, for the target `distribution`; absent: the next one alone. */
  horizons: z.array(z.number("expected a number of sessions"), "expected an array of numbers").optional(),
  /** Units of each LSTM layer, first to last. */
  units: z
    .array(wholeNumber(1, 1024))
    .min(1, "expected one to four layers")
    .max(4, "expected one to four layers")
    .default([100, 50]),
  /** Share of each LSTM layer's outputs that is dropped in training: one for all layers, or one for each. */
  dropout: z.union([DROPOUT, z.array(DROPOUT)], `${DROPOUT_RANGE}, or one for each LSTM layer`).default(0.25),
  /** Units of the dense layer between the last LSTM layer and the output. */
  denseUnits: wholeNumber(1, 1024).default(16),
  /** L2 penalty on the dense layer's kernel. */
  l2: number(0, 10).default(0.003),
  /** Weight of the return's squared error beside the log variance's, for the target `distribution`; null: the target's own, 0.3. */
  returnWeight: number(0, 100).nullable().default(null),
  /** Of Adam. */
  learningRate: number(1e-7, 1).default(1e-3),
  /** Training steps over which the learning rate rises linearly to its value. */
  warmUpSteps: wholeNumber(0, 1_000_000).default(0),
  /** Upper limit of the gradient's norm over all weights; a larger gradient is scaled down to it. null: no limit. */
  gradientNorm: number(1e-6, 1e6).nullable().default(null),
  /** Windows in a training step. */
  batchSize: wholeNumber(1, 4096).default(32),
  /** Upper limit; early stopping usually ends training sooner. */
  epochs: wholeNumber(1, 100_000).default(100),
  /** Training ends after `patience` epochs without a lower validation loss. */
  earlyStopping: z.strictObject({ patience: wholeNumber(1, 100_000).default(15) }).prefault({}),
  /** After `patience` epochs without a lower validation loss the learning rate is multiplied by `factor`. */
  reduceLearningRate: z
    .strictObject({
      factor: number(0.01, 0.99).default(0.5),
      patience: wholeNumber(1, 100_000).default(5),
      minimum: number(0, 1).default(1e-5),
    })
    .prefault({}),
  /** Seeds initialisation, shuffling and dropout. */
  seed: wholeNumber(0, 2 ** 32 - 1).default(42),
});

const schema = fields
  .refine(({ dropout, units }) => !Array.isArray(dropout) || dropout.length === units.length, {
    path: ["dropout"],
    error: "expected one number, or as many as there are LSTM layers in units",
  })
  .refine(({ horizons = [1], target }) => areHorizons(horizons, target), {
    path: ["horizons"],
    error: `expected ${LEGAL_HORIZONS}`,
  });

/** The names of all fields. */
export const CONFIG_FIELDS = Object.keys(fields.shape) as (keyof ModelConfig)[];

/**
 * The complete configuration of a model and its training.
 *
 * @interface
 */
export type ModelConfig = z.output<typeof schema>;
/**
 * A configuration in which every field is optional, as in flags and files.
 *
 * @interface
 */
export type ModelConfigInput = z.input<typeof schema>;

/** Defaults that depend on the target. */
const TARGET_DEFAULTS: Partial<Record<string, ModelConfigInput>> = {
  distribution: {
    dropout: 0.1,
    epochs: 12,
    earlyStopping: { patience: 5 },
    warmUpSteps: 100,
    gradientNorm: 1,
  },
};

/**
 * Checks the given fields and completes them with the target's defaults.
 *
 * @throws ModelError `bad_config` naming every wrong field, its value and what is legal
 *
 * @example
 * const config = parseConfig({ epochs: 50, units: [32] });
 */
export function parseConfig(given: unknown = {}): ModelConfig {
  const target = (given as ModelConfigInput | null)?.target ?? DEFAULT_TARGET;
  const isObject = typeof given === "object" && given !== null && !Array.isArray(given);
  const result = schema.safeParse(isObject ? { ...TARGET_DEFAULTS[target], ...given } : given);
  if (result.success) {
    const { covariates, horizons = [1], ...config } = result.data;
    // Absent rather than empty, as in bundles of models without them.
    return {
      ...config,
      ...(covariates?.length && { covariates }),
      ...(horizons.length > 1 && { horizons }),
    };
  }
  const faults = result.error.issues.map((issue) => {
    if (issue.code === "unrecognized_keys") {
      return `${issue.keys.map((key) => [...issue.path, key].join(".")).join(", ")}: not a field of the configuration`;
    }
    const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)?.[key], given);
    return `${issue.path.join(".") || "configuration"} is ${JSON.stringify(value)}: ${issue.message}`;
  });
  throw new ModelError("bad_config", faults.join("; "));
}

export const DEFAULT_CONFIG: ModelConfig = parseConfig();
