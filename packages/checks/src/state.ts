import { z } from "zod";
import { quote } from "./quote.ts";

// Schemas for saved state, which may be damaged or hostile. Each message completes "expected ...".

/** A number that is neither NaN nor infinite. */
export const finite = z.number("a finite number");

/** A text that is not empty. */
export const text = z.string("a text").min(1, "a text");

/** An object with the fields of `shape`. Keeps other fields, since a later version may add some. */
export function object<S extends z.ZodRawShape>(shape: S) {
  return z.looseObject(shape, "an object");
}

/** One of the texts `names`. */
export function oneOf<const T extends readonly string[]>(names: T) {
  return z.enum(names, names.map((name) => `"${name}"`).join(" or "));
}

/** An array of `length` finite numbers, or of one or more if `length` is undefined. */
export function numbers(length?: number) {
  const legal = `an array of ${length ?? "one or more"} numbers`;
  const array = z.array(finite, legal);
  return length === undefined ? array.min(1, legal) : array.length(length, legal);
}

/** A finite number above `low` and below `high`. */
export function between(low: number, high: number) {
  const legal =
    high === Number.POSITIVE_INFINITY ? `a number above ${low}` : `a number between ${low} and ${high}`;
  return finite.gt(low, legal).lt(high, legal);
}

/** How `parseState` reports a fault. */
export interface StateReader {
  /** The name of the whole state in messages. */
  name: string;
  /** Path of this state in a larger one, put before every path; default empty. */
  path?: string;
  /** Makes the caller's error from a message. */
  fail(message: string): Error;
}

/**
 * Checks saved state against a schema.
 *
 * @throws what `fail` makes of "<path> is <value>: expected <legal values>", for the first wrong field
 * @example
 * const fail = (message: string) => new Error(message);
 * parseState(object({ eta: between(0, 1) }), { eta: 2 }, { name: "tracker", fail });
 * // throws "eta is 2: expected a number between 0 and 1"
 */
export function parseState<T>(
  schema: z.ZodType<T>,
  state: unknown,
  { name, path = "", fail }: StateReader,
): T {
  const result = schema.safeParse(state);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const value = issue!.path.reduce<unknown>(
    (owner, key) => (owner as Record<PropertyKey, unknown>)[key],
    state,
  );
  const found = value === undefined ? "missing" : quote(value);
  throw fail(`${formatPath(path, issue!.path) || name} is ${found}: expected ${issue!.message}`);
}

/** Formats a path: "tracker" and ["levels", 2] give "tracker.levels[2]". */
function formatPath(start: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>((whole, key) => {
    if (typeof key === "number") return `${whole}[${key}]`;
    return whole === "" ? String(key) : `${whole}.${String(key)}`;
  }, start);
}
