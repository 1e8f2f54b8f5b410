import type { ModelsResponse } from "@lstm-predict/api-client";
import type { View } from "../address.ts";

/**
 * The view that an address stands for: of a symbol that is served, the server's default, all symbols, or the only one.
 *
 * @param served at least one
 */
export function firstView(served: readonly string[], asked: View, defaultSymbol: string | null): View {
  if (asked.kind !== "symbol") return asked;
  const symbol = [asked.symbol, defaultSymbol].find((symbol) => symbol && served.includes(symbol));
  if (symbol) return { kind: "symbol", symbol };
  return served.length > 1 ? { kind: "overview" } : { kind: "symbol", symbol: served[0] };
}

/** Champions that do not load, each with the version that is served instead. */
export function brokenWarnings(broken: ModelsResponse["broken"]): string[] {
  return broken.map(({ reason, serving }) =>
    serving === null ? reason : `${reason} Version ${serving} is served instead.`,
  );
}

/** What the status line says of a symbol, once every panel is filled or has failed. */
export function symbolStatus(symbol: string, filled: readonly boolean[]): string {
  const failed = filled.filter((is) => !is).length;
  return failed === 0
    ? `${symbol} is shown.`
    : `${symbol} is shown; ${failed} of ${filled.length} panels could not be filled.`;
}
