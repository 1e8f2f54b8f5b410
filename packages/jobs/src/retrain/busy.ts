import type { Result } from "./types.ts";

/** The result of a symbol that another run has. */
export function busyResult(symbol: string): Result {
  return { symbol, outcome: "busy", reason: "another run retrains it at this moment: left to that one" };
}
