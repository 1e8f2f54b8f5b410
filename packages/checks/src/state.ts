import { z } from "zod";
import { quote } from "./quote.ts";

// Parts of saved state, which may be damaged or hostile. A message says what is legal: "expected <message>".

/** A number that is neither NaN nor infinite. */
export const finite = z.number("a finite number");

export const text = z.string("a text").min(1, "a text");

/** An object with these fields; fields that are not named are kept, as a later version may add some. */
export function object<S extends z.ZodRawShape>(shape: S) {
  return z.looseObject(shape, "an object");
}

export function oneOf<const T extends readonly string[]>(names: T) {
  return z.enum(names, names.map((name) => `"${name}"`).join(" or "));
}

/** An array of finite numbers: as many as `length`, or at least one. */
export function numbers(length?: number) {
  const legal = `an array of ${length ?? "one or more"} numbers`;
  const array = z.array(finite, legal);
  return length === undefined ? array.min(1, legal) : array.length(length, legal);
}

/** A finite number between the bounds, ends excluded. */
export function between(low: number, high: number) {
  const legal =
    high === Number.POSITIVE_INFINITY ? `a number above ${low}` : `a number between ${low} and ${high}`;
  return finite.gt(low, legal).lt(high, legal);
}

export interface StateReader {
  /** What the whole is called in messages. */
  name: string;
  /** Where the whole is in a larger one, put before every path; empty by default. */
  path?: string;
  /** Makes the package's error of a message. */
  fail(message: string): Error;
}

/**
 * Reads saved state; throws `fail` of "<path> is <value>: expected <what is legal>" for the first field that is wrong.
 *
 * @example parseState(object({ eta: between(0, 1) }), JSON.parse(text), { name: "tracker", fail: (message) => new Error(message) })
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

/** "tracker" and ["levels", 2] are "tracker.levels[2]". */
function formatPath(start: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>((whole, key) => {
    if (typeof key === "number") return `${whole}[${key}]`;
    return whole === "" ? String(key) : `${whole}.${String(key)}`;
  }, start);
}
