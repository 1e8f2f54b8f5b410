import { MlflowError } from "./errors.ts";

/** What MLflow 3.17 accepts; lengths in characters, see `mlflow/utils/validation.py`. */
export const LIMITS = {
  batchItems: 1000,
  batchParams: 100,
  batchTags: 100,
  /** MLflow advises less than 1 MB a request. */
  batchBytes: 900_000,
  key: 250,
  paramValue: 6000,
  tagValue: 8000,
  historyPage: 25_000,
  searchPage: 1000,
} as const;

const KEY = /^[\p{L}\p{N}_\-. :/]+$/u;

/** Throws `bad_value` unless MLflow takes `key` as the name of a metric, param or tag. */
export function checkKey(key: string, what: "metric" | "param" | "tag"): void {
  const segments = key.split("/");
  const legal =
    KEY.test(key) && key.length <= LIMITS.key && segments.every((part) => !["", ".", ".."].includes(part));
  if (legal) return;
  throw new MlflowError("bad_value", `the ${what} name ${JSON.stringify(key.slice(0, 300))} is not legal`, {
    hint: `expected 1 to ${LIMITS.key} letters, digits and _ - . : / or space, like a relative path without "." and ".."`,
  });
}

/** Throws `bad_value` for a text that the server would cut without a word. */
export function checkLength(value: string, limit: number, what: string): void {
  if (value.length <= limit) return;
  throw new MlflowError("bad_value", `the value of ${what} has ${value.length} characters`, {
    hint: `at most ${limit} are kept; log it as an artifact`,
  });
}

/** Throws `bad_value` for what is not a number; NaN and infinities are. */
export function checkMetric(key: string, value: unknown, timestamp: unknown, step: unknown): void {
  checkKey(key, "metric");
  if (typeof value !== "number") {
    throw new MlflowError("bad_value", `the metric ${key} is ${JSON.stringify(value)}`, {
      hint: "expected a number",
    });
  }
  if (!(Number.isSafeInteger(timestamp) && (timestamp as number) >= 0 && Number.isSafeInteger(step))) {
    throw new MlflowError("bad_value", `the metric ${key} has timestamp ${timestamp} and step ${step}`, {
      hint: "expected whole numbers: milliseconds since 1970, and a step",
    });
  }
}
