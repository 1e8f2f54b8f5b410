import { MlflowError } from "./errors.ts";

/** The limits of MLflow 3.17 (`mlflow/utils/validation.py`); lengths in characters. */
export const LIMITS = {
  batchItems: 1000,
  batchParams: 100,
  batchTags: 100,
  /** MLflow advises requests of less than 1 MB. */
  batchBytes: 900_000,
  key: 250,
  paramValue: 6000,
  tagValue: 8000,
  historyPage: 25_000,
  searchPage: 1000,
} as const;

const KEY = /^[\p{L}\p{N}_\-. :/]+$/u;

/** Throws `bad_value` unless MLflow accepts `key` as the name of a metric, param or tag. */
export function checkKey(key: string, what: "metric" | "param" | "tag"): void {
  const segments = key.split("/");
  const legal =
    KEY.test(key) && key.length <= LIMITS.key && segments.every((part) => !["", ".", ".."].includes(part));
  if (legal) return;
  throw new MlflowError("bad_value", `the ${what} name ${JSON.stringify(key.slice(0, 300))} is not legal`, {
    hint: `expected 1 to ${LIMITS.key} letters, digits and _ - . : / or space, like a relative path without "." and ".."`,
  });
}

/** Throws `bad_value` for a text longer than `limit`, which the server would truncate silently. */
export function checkLength(value: string, limit: number, what: string): void {
  if (value.length <= limit) return;
  throw new MlflowError("bad_value", `the value of ${what} has ${value.length} characters`, {
    hint: `MLflow keeps at most ${limit}; log it as an artifact`,
  });
}

/** Throws `bad_value` unless the value is a number (NaN and infinities are legal) and the rest are whole numbers. */
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
