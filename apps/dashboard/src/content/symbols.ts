import type { ModelsResponse } from "@lstm-predict/api/schemas";

/** The symbol to show first: the one that the address names, the server's default, or the first that is served. */
export function firstSymbol(
  served: readonly string[],
  named: string | undefined,
  defaultSymbol: string | null,
): string | undefined {
  return [named, defaultSymbol].find((symbol) => symbol && served.includes(symbol)) ?? served[0];
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
