import { quote } from "@lstm-predict/checks";
import { VolatilityError } from "./errors.ts";

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

export function textField(value: unknown, path: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw badField(path, value, "a text");
}

export function numberField(value: unknown, path: string): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw badField(path, value, "a finite number");
}

/** A finite number within bounds, ends excluded. */
export function boundedField(value: unknown, low: number, high: number, path: string): number {
  const number = numberField(value, path);
  if (number > low && number < high) return number;
  throw badField(
    path,
    value,
    high === Number.POSITIVE_INFINITY ? `a number above ${low}` : `a number between ${low} and ${high}`,
  );
}

/** An array of finite numbers of the given length. */
export function numbersField(value: unknown, length: number, path: string): number[] {
  if (!Array.isArray(value) || value.length !== length)
    throw badField(path, value, `an array of ${length} numbers`);
  return value.map((item, index) => numberField(item, `${path}[${index}]`));
}

export function badField(path: string, value: unknown, expected: string): VolatilityError {
  const found = value === undefined ? "missing" : quote(value);
  return new VolatilityError("bad_state", `${path} is ${found}: expected ${expected}`);
}
