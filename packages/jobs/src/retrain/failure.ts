import type { Result } from "./types.ts";

/** A symbol's failure as its result; errors without a code are our own, and need their trace. */
export function failure(
  symbol: string,
  error: unknown,
): Result & { error: { code: string; message: string } } {
  const { code, message, stack } = error as Error & { code?: unknown };
  const isOwn = typeof code !== "string";
  return {
    symbol,
    outcome: "failed",
    reason: message,
    error: { code: isOwn ? "fault" : code, message: isOwn ? (stack ?? message) : message },
  };
}
