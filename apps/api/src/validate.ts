import { quoteInput } from "@lstm-predict/checks";
import type * as z from "zod";
import { ApiError } from "./problem.ts";
import type { FieldError } from "./schemas/problem.ts";
import { isWindow, Row, type Window } from "./schemas/window.ts";

/** Errors in one answer: a body of 60 rows could have 360. */
const MAX_ERRORS = 20;

/**
 * Returns `value` as `schema` types it; `at` is its path in the body.
 * Throws ApiError `invalid-request` that lists the bad values (at most 20), each with its path.
 */
export function validate<T>(schema: z.ZodType<T>, value: unknown, at: PropertyKey[] = []): T {
  const result = schema.safeParse(value, { error: explain });
  if (result.success) return result.data;
  throw invalid(result.error.issues.slice(0, MAX_ERRORS).flatMap((issue) => fieldErrors(issue, at)));
}

/** Returns `rows` as a Window. Throws as `validate` does, but stops at the twentieth error. */
export function validateWindow(rows: unknown[], at: PropertyKey[]): Window {
  if (isWindow(rows)) return rows;
  const errors: FieldError[] = [];
  for (let row = 0; row < rows.length && errors.length < MAX_ERRORS; row++) {
    const result = Row.safeParse(rows[row], { error: explain });
    if (!result.success)
      errors.push(...result.error.issues.flatMap((issue) => fieldErrors(issue, [...at, row])));
  }
  throw invalid(errors);
}

/** The problem `invalid-request`; its detail repeats the first error. */
export function invalid(errors: FieldError[]): ApiError {
  const first = errors[0]!;
  const place = first.path === "" ? "the body" : first.path;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  return new ApiError("invalid-request", `${place}: ${first.message}${more}`, {
    errors: errors.slice(0, MAX_ERRORS),
  });
}

function fieldErrors(issue: z.core.$ZodIssue, at: PropertyKey[]): FieldError[] {
  // Unknown keys are reported at their own path, not at that of the object they were found in.
  const paths =
    issue.code === "unrecognized_keys"
      ? issue.keys.slice(0, MAX_ERRORS).map((key) => [...issue.path, key])
      : [issue.path];
  return paths.map((path) => ({ path: [...at, ...path].join("."), message: issue.message }));
}

/** The message of an issue: quotes the bad value and says what is legal. Undefined: the message of the schema or of zod. */
function explain(issue: z.core.$ZodRawIssue): string | undefined {
  const found = issue.input === undefined ? "is missing" : `is ${quoteInput(issue.input)}`;
  switch (issue.code) {
    case "invalid_type":
      return `${found}: expected ${EXPECTED[issue.expected] ?? issue.expected}`;
    case "too_small":
      if (issue.origin === "array") return `has ${count(issue.input)}: expected ${issue.minimum} at least`;
      return `${found}: expected a number ${issue.inclusive ? "of at least" : "greater than"} ${issue.minimum}`;
    case "too_big":
      if (issue.origin === "array") return `has ${count(issue.input)}: expected ${issue.maximum} at most`;
      return undefined;
    case "unrecognized_keys":
      return `is unknown: expected only ${Object.keys((issue.inst as z.ZodObject).shape).join(", ")}`;
    default:
      return undefined;
  }
}

const EXPECTED: Record<string, string> = {
  array: "an array",
  number: "a finite number",
  object: "an object",
  record: "an object",
  string: "a string",
  tuple: "an array",
};

function count(items: unknown): string {
  const { length } = items as unknown[];
  return `${length} ${length === 1 ? "item" : "items"}`;
}
