/**
 * Converts a message to MLflow's JSON: field names from camelCase to snake_case. Names that users choose (tags, params,
 * metrics) are values there, `{key, value}`, and stay as they are.
 */
export function toWire(value: unknown): unknown {
  // JSON has no NaN and infinities; MLflow reads them as strings.
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return mapKeys(value, (key) => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), toWire);
}

/** The inverse of `toWire`, except for NaN and infinities: see `numberFromWire`. */
export function fromWire(value: unknown): unknown {
  return mapKeys(value, (key) => key.replaceAll(/_([a-z])/g, (_, letter) => letter.toUpperCase()), fromWire);
}

/** A metric's value from the server's JSON, where NaN and infinities are strings. */
export function numberFromWire(value: number | string): number {
  return Number(value);
}

function mapKeys(
  value: unknown,
  rename: (key: string) => string,
  recurse: (item: unknown) => unknown,
): unknown {
  if (Array.isArray(value)) return value.map(recurse);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [rename(key), recurse(item)]));
}

export interface KeyValue {
  key: string;
  value: string;
}

/** `{a: "1"}` -> `[{key: "a", value: "1"}]`. */
export function toPairs(record: Readonly<Record<string, string>> = {}): KeyValue[] {
  return Object.entries(record).map(([key, value]) => ({ key, value }));
}

/** The inverse of `toPairs`; the server leaves out empty values. */
export function toRecord(pairs: readonly { key: string; value?: string }[] = []): Record<string, string> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, value ?? ""]));
}
