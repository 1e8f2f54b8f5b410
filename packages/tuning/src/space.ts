import { quote } from "@lstm-predict/checks";
import { type ModelConfig, parseConfig } from "@lstm-predict/model";
import { z } from "zod";
import { type Domain, endsOf, fromScale, isChoice, lastOf } from "./domain.ts";
import { TuningError } from "./errors.ts";

/** What is searched: fields of the configuration by name, `a.b` for a nested one, `units.0` and `dropout.0` for the first LSTM layer. */
export type Space = Readonly<Record<string, Domain>>;

/** A point of a space: a value for each of its names. */
export type Values = Readonly<Record<string, unknown>>;

const DEFAULT_SPACE: Space = {
  units: { choice: [[16], [32], [64], [32, 16], [64, 32], [100, 50]] },
  "dropout.0": { from: 0, to: 0.5, step: 0.05 },
  "dropout.1": { from: 0, to: 0.5, step: 0.05 },
  learningRate: { from: 3e-4, to: 5e-3, log: true },
  batchSize: { choice: [16, 32, 64] },
  window: { from: 30, to: 90, step: 15 },
  seed: { choice: [42, 43, 44] },
};

/** The space that is searched if none is given. */
export function defaultSpace(target: ModelConfig["target"]): Space {
  if (target !== "distribution") return DEFAULT_SPACE;
  return { ...DEFAULT_SPACE, returnWeight: { from: 0.03, to: 1, log: true } };
}

const LEGAL =
  'expected { "choice": [...] }, or { "from": a, "to": b } with a below b, and if you like "step", or "log": true above 0';
const domain = z
  .union(
    [
      z.strictObject({ choice: z.array(z.unknown()) }),
      z.strictObject({
        from: z.number(),
        to: z.number(),
        log: z.boolean().optional(),
        step: z.number().positive().optional(),
      }),
    ],
    LEGAL,
  )
  .refine((domain) => {
    if (isChoice(domain)) return domain.choice.length > 0;
    const { from, to, log, step = 0 } = domain;
    return from < to && !(log && from - step / 2 <= 0);
  }, LEGAL);
const schema = z.record(z.string(), domain, "expected an object with a domain for each field");

/** Fields that decide which losses are compared, and which bars are needed. */
const FIXED = ["target", "engine", "covariates", "horizons"];

/**
 * Checks a space, and that its values are legal beside `base`.
 *
 * @throws TuningError `bad_space`
 * @example
 * parseSpace({ units: { choice: [[32], [64, 32]] }, learningRate: { from: 1e-4, to: 1e-2, log: true } }, DEFAULT_CONFIG);
 */
export function parseSpace(given: unknown, base: ModelConfig): Space {
  const { data, error } = schema.safeParse(given);
  if (error) {
    const { path, message } = error.issues[0]!;
    const at = path.length > 0 ? (given as Record<PropertyKey, unknown>)[path[0]!] : given;
    throw new TuningError("bad_space", `${String(path[0] ?? "the space")} is ${quote(at)}: ${message}`);
  }
  const names = Object.keys(data);
  if (names.length === 0) throw new TuningError("bad_space", "the space is {}: expected at least one field");
  const fixed = names.find((name) => FIXED.includes(name));
  if (fixed) throw new TuningError("bad_space", `${fixed} cannot be searched: its losses do not compare`);
  for (const [name, domain] of Object.entries(data)) {
    for (const value of examplesOf(domain)) {
      try {
        configOf(base, { [name]: value });
      } catch (cause) {
        const { message } = cause as Error;
        throw new TuningError("bad_space", `${name} cannot be ${quote(value)}: ${message}`);
      }
    }
  }
  return data;
}

/** All choices, or the ends of a range and some places between: a range without steps is not one of whole numbers. */
function examplesOf(domain: Domain): readonly unknown[] {
  if (isChoice(domain)) return domain.choice;
  const { low, high } = endsOf(domain);
  const between = [0.123, 0.387, 0.619, 0.871].map((share) => fromScale(domain, low + share * (high - low)));
  return [domain.from, lastOf(domain), ...between];
}

/**
 * The configuration of a point: `base` with its values. A layer without a dropout of its own has that of `base`; the dropout of a layer
 * that is not there is left out.
 *
 * @throws ModelError `bad_config`
 */
export function configOf(base: ModelConfig, values: Values): ModelConfig {
  const fields = structuredClone(base) as unknown as Fields;
  const byLayer = Object.keys(values).some(isLayer);
  for (const [name, value] of Object.entries(values))
    if (!isLayer(name)) assign(fields, name.split(".") as [string, ...string[]], value);
  const { units, dropout } = fields;
  if (Array.isArray(units) && (byLayer || (Array.isArray(dropout) && !("dropout" in values)))) {
    const shared = (layer: number) => (Array.isArray(dropout) ? (dropout[layer] ?? dropout.at(-1)) : dropout);
    fields.dropout = units.map((_, layer) => values[`dropout.${layer}`] ?? shared(layer));
  }
  return parseConfig(fields);
}

type Fields = Record<string, unknown>;

function isLayer(name: string): boolean {
  return /^dropout\.\d$/.test(name);
}

/** Sets a nested field; a path to nowhere sets a field that no configuration has. */
function assign(fields: Fields, [name, ...rest]: readonly [string, ...string[]], value: unknown): void {
  const [next, ...others] = rest;
  const inner = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (next === undefined) fields[name] = value;
  else if (typeof inner === "object" && inner !== null && Object.keys(inner).includes(next))
    assign(inner as Fields, [next, ...others], value);
  else fields[[name, ...rest].join(".")] = value;
}
