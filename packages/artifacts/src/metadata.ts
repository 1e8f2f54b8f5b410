import { INSTRUMENT_KINDS, isSymbol } from "@lstm-predict/bars";
import { z } from "zod";
import { BundleError } from "./errors.ts";
import { bundleVersion, isRelativePath } from "./names.ts";
import { MEASURE, SCORES } from "./scores.ts";
import type { BundleMetadata } from "./types.ts";

/** The version of the bundle format that this program writes and reads. */
export const FORMAT_VERSION = 1;

const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, "expected a SHA-256 in hex");
const day = z.iso.date();
const count = z.int().nonnegative();

const common = {
  formatVersion: z.literal(FORMAT_VERSION),
  symbol: z.string().refine(isSymbol, "expected a symbol such as AAPL"),
  version: z.string(),
  createdAt: z.iso.datetime(),
  target: z.enum(["distribution", "return", "price"]),
  config: z.record(z.string(), z.unknown()),
  parameters: count,
  weightsSha256: sha256Hex,
  calibration: z
    .looseObject({
      testFrom: day,
      quantiles: z.array(z.number().positive()),
      centre: z.literal("forecast").exactOptional(),
      pooled: z.enum(["vix", "own"]).exactOptional(),
      network: z
        .looseObject({
          weight: z.number().min(0).max(0.5),
          fitted: z.number().min(0).max(0.5).exactOptional(),
          p: MEASURE.exactOptional(),
          tried: z.array(z.looseObject({ weight: z.number(), winkler: MEASURE })),
          horizons: z
            .array(
              z.looseObject({
                horizon: z.int().min(2).max(20),
                weight: z.number().min(0).max(0.5),
                fitted: z.number().min(0).max(0.5),
                p: MEASURE.exactOptional(),
              }),
            )
            .exactOptional(),
        })
        .exactOptional(),
    })
    .exactOptional(),
  drift: z.number().exactOptional(),
  volatility: z.looseObject({}).exactOptional(),
  files: z
    .record(z.string().refine(isRelativePath, "expected a relative path"), sha256Hex)
    .refine(
      (files) => ["model.json", "weights.bin", "preprocessing.json"].every((name) => name in files),
      "expected model.json, weights.bin and preprocessing.json",
    ),
};

const otherData = z.looseObject({ symbol: z.string(), from: day, to: day, count, sha256: sha256Hex });

const training = {
  data: z.looseObject({
    source: z.enum(["yahoo", "csv", "sample", "custom"]),
    detail: z.string(),
    warning: z.string().exactOptional(),
    from: day,
    to: day,
    count,
    sha256: sha256Hex,
    timeZone: z.string(),
    cleaning: z.record(z.string(), z.unknown()),
    instrument: z.enum(INSTRUMENT_KINDS).exactOptional(),
    vix: otherData.exactOptional(),
    covariates: z.array(otherData).exactOptional(),
    cache: z
      .looseObject({
        outcome: z.string(),
        requests: count,
        fetchedAt: z.iso.datetime(),
        notes: z.array(z.string()),
      })
      .exactOptional(),
  }),
  seed: z.int(),
  // Any name: a later version may have further builds.
  kernel: z
    .string()
    .regex(/^[\w.-]{1,40}$/, "expected the name of a build of the kernel, such as relaxed")
    .exactOptional(),
  epochs: count,
  bestEpoch: count,
  seconds: z.number().nonnegative(),
  commit: z.string().exactOptional(),
  origin: z
    .looseObject({ version: z.string(), weightsSha256: sha256Hex, continued: z.int().positive() })
    .exactOptional(),
  scores: SCORES,
  laterScores: z.record(z.string(), SCORES).exactOptional(),
  history: z.array(
    z.looseObject({ epoch: count, loss: MEASURE, valLoss: MEASURE, learningRate: z.number() }),
  ),
};

const sourceFile = z.looseObject({ file: z.string(), sha256: sha256Hex });
const imported = z.looseObject({
  from: z.literal("keras"),
  kerasVersion: z.string(),
  model: sourceFile,
  scaler: sourceFile,
  columns: z.array(z.string()).exactOptional(),
  trial: z
    .looseObject({ source: z.string(), from: day, to: day, days: count, mase: MEASURE, scale: MEASURE })
    .exactOptional(),
});
/** The schemas keep unknown fields: a later version of the same format may add some. */
const schemas = {
  trained: z.looseObject({ ...common, ...training }),
  imported: z.looseObject({ ...common, imported }),
};

/**
 * Parses metadata.json and checks it.
 *
 * @param where the file's path, for error messages
 * @throws BundleError `bad_json`, `unknown_format` or `bad_metadata`
 */
export function parseMetadata(text: string, where: string): BundleMetadata {
  const value = parseJson(text, where);
  const formatVersion = (value as { formatVersion?: unknown } | null)?.formatVersion;
  if (formatVersion !== FORMAT_VERSION) {
    throw new BundleError(
      "unknown_format",
      `${where} has formatVersion ${JSON.stringify(formatVersion)}: this program reads ${FORMAT_VERSION}; update it, or train the model again`,
    );
  }
  const isImported = Object.hasOwn(value as object, "imported");
  const result = schemas[isImported ? "imported" : "trained"].safeParse(value);
  const fault = result.success ? contradiction(result.data as BundleMetadata) : firstIssue(result.error);
  if (fault === undefined) return result.data as BundleMetadata;
  throw new BundleError(
    "bad_metadata",
    `${where}: ${fault}; ${isImported ? "import" : "train"} the model again`,
  );
}

/** Describes fields that contradict each other, which no schema of a single field finds. */
function contradiction(metadata: BundleMetadata): string | undefined {
  const { version, createdAt, weightsSha256, files, imported } = metadata;
  if (weightsSha256 !== files["weights.bin"]) return "weightsSha256: differs from the hash of weights.bin";
  if (version !== bundleVersion(createdAt, weightsSha256))
    return "version: differs from createdAt and weightsSha256";
  const invented = imported && Object.keys(training).find((field) => Object.hasOwn(metadata, field));
  return invented && `${invented}: expected no such field, as the model was imported`;
}

/**
 * Parses the JSON text of the file `where`.
 *
 * @throws BundleError `bad_json`
 */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BundleError(
      "bad_json",
      `${where} is not valid JSON (cut short or edited?): restore it from a copy, or train the model again`,
      { cause },
    );
  }
}

/** Formats the first problem that zod found: `path: message`. */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0]!;
  return issue.path.length > 0 ? `${issue.path.join(".")}: ${issue.message}` : issue.message;
}
