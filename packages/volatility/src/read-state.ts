import { parseState } from "@lstm-predict/checks";
import type { z } from "zod";
import { VolatilityError } from "./errors.ts";

/** `parseState` with this package's error, `bad_state`. */
export function readState<T>(schema: z.ZodType<T>, state: unknown, path: string): T {
  const fail = (message: string) => new VolatilityError("bad_state", message);
  return parseState(schema, state, { name: path, path, fail });
}
