import { hideCredentials } from "./peer-address.ts";

const LONGEST = 60;

/** Formats a value for an error message: JSON on one line, without credentials, cut to 60 characters and an ellipsis. */
export function quote(value: unknown): string {
  // JSON would write NaN and the infinities as null.
  const text = hideCredentials(typeof value === "number" ? String(value) : format(value));
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
}

function format(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value); // a BigInt, or an object that contains itself
  }
}

const LONGEST_INPUT = 40;

/** Formats a value that a stranger sent, which may be large: describes arrays and objects instead of repeating them. */
export function quoteInput(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  const text = hideCredentials(typeof value === "string" ? JSON.stringify(value) : String(value));
  return text.length > LONGEST_INPUT ? `${text.slice(0, LONGEST_INPUT - 3)}...` : text;
}
