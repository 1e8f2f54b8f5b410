import { statSync } from "node:fs";
import { resolve } from "node:path";
import { quoteInput } from "@lstm-predict/checks";
import * as z from "zod";

/** A setting that cannot be used. The message names the variable, quotes its value and says what is legal. */
export class ConfigError extends Error {
  readonly code = "invalid_config";
  override readonly name = "ConfigError";
}

/**
 * Reads environment variables as `schema` types them; an empty variable counts as unset.
 * Throws ConfigError that lists every bad variable.
 */
export function readEnvironment<T>(schema: z.ZodType<T>, env: Record<string, string | undefined>): T {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim() !== ""));
  const result = schema.safeParse(set);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${String(path[0])} ${message}`);
  throw new ConfigError(faults.join("; "));
}

/** An error that quotes the value and says what is `expected`. */
export function legal(expected: string) {
  return { error: ({ input }: { input?: unknown }) => `is ${quoteInput(input)}: expected ${expected}` };
}

/** A whole number from `minimum` to `maximum`, written in digits. */
export function whole(
  minimum: number,
  maximum: number,
  expected = `a whole number from ${minimum} to ${maximum}`,
) {
  return z
    .string()
    .refine(
      (text) => /^\d+$/.test(text) && Number(text) >= minimum && Number(text) <= maximum,
      legal(expected),
    )
    .transform(Number);
}

/** A path, made absolute. */
export const path = z.string().transform((text) => resolve(text));

/** The path of an existing folder, made absolute; `hint` says how to make one. */
export function existingFolder(hint: string) {
  return path.refine(
    (folder) => statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false,
    legal(`a folder that is there: ${hint}`),
  );
}
