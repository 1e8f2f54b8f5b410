import { parseState } from "@lstm-predict/checks";
import type { z } from "zod";
import { VolatilityError } from "./errors.ts";

/**
 * Checks saved state against a schema.
 *
 * @throws VolatilityError `bad_state`
 */
export function readState<T>(schema: z.ZodType<T>, state: unknown, path: string): T {
  const fail = (message: string) => new VolatilityError("bad_state", message);
  return parseState(schema, state, { name: path, path, fail });
}
