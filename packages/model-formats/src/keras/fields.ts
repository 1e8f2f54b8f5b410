import { FormatError } from "../errors.ts";

/** The fields of an object in a configuration, which are not checked yet. */
export type Fields = Record<string, unknown>;

/** `value` if it is an object, else an object without fields. */
export function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export function unsupported(message: string): FormatError {
  return new FormatError("unsupported_model", message);
}
