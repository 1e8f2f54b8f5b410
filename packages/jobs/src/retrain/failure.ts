import type { Result } from "./types.ts";

/** Converts an error to the result of a symbol; an error without a code is a bug, so it keeps its stack trace. */
export function failure(
  symbol: string,
  error: unknown,
): Result & { error: { code: string; message: string } } {
  const { code, message, stack } = error as Error & { code?: unknown };
  const isBug = typeof code !== "string";
  return {
    symbol,
    outcome: "failed",
    reason: message,
    error: { code: isBug ? "fault" : code, message: isBug ? (stack ?? message) : message },
  };
}
