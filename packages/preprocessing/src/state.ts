import { quote } from "@lstm-predict/checks";
import { PreprocessingError } from "./errors.ts";

// Readers for JSON that may be damaged or hostile: each returns the value or names the field at `path`.

export function objectField(value: unknown, path: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw badField(path, value, "an object");
}

export function oneOfField<T extends string>(value: unknown, legal: readonly T[], path: string): T {
  const found = legal.find((name) => name === value);
  if (found !== undefined) return found;
  throw badField(path, value, legal.map((name) => `"${name}"`).join(" or "));
}

export function numberField(value: unknown, path: string): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw badField(path, value, "a finite number");
}

/** An array of finite numbers, of the given length if there is one and never empty. */
export function numbersField(value: unknown, length: number | undefined, path: string): number[] {
  if (!Array.isArray(value) || value.length === 0 || value.length !== (length ?? value.length)) {
    throw badField(path, value, `an array of ${length ?? "one or more"} numbers`);
  }
  return value.map((item, index) => numberField(item, `${path}[${index}]`));
}

export function badField(path: string, value: unknown, expected: string): PreprocessingError {
  const found = value === undefined ? "missing" : quote(value);
  return new PreprocessingError("bad_state", `${path} is ${found}: expected ${expected}`);
}
