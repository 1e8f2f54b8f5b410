import { ApiError, noModel } from "../problem.ts";
import { invalid } from "../validate.ts";
import type { BrokenChampions } from "./broken.ts";
import type { Served, ServedChampions } from "./served.ts";

export interface Candidates {
  served: ServedChampions;
  broken: BrokenChampions;
  /** The symbol that answers requests which name none, or null. */
  defaultSymbol: string | null;
}

/**
 * Returns the champion of the symbol `asked`, or of the default symbol when the request names none.
 * Throws ApiError `unknown-symbol`, `no-model` or `broken-model`, and `invalid-request` when a symbol must be named.
 */
export function findChampion({ served, broken, defaultSymbol }: Candidates, asked?: string): Served {
  const symbol = asked ?? defaultSymbol;
  const found = symbol === null ? undefined : served.get(symbol);
  if (found) return found;
  const symbols = [...new Set([...served.symbols, ...broken.symbols])].sort();
  const reason = broken.reasonOf(symbol ?? (symbols.length === 1 ? symbols[0]! : ""));
  if (reason !== undefined) throw new ApiError("broken-model", reason);
  if (symbol === null && symbols.length > 0) {
    throw invalid([{ path: "symbol", message: `is missing: expected one of ${symbols.join(", ")}` }]);
  }
  if (symbol === null || symbol !== asked || symbols.length === 0) throw noModel(symbol ?? undefined);
  throw new ApiError("unknown-symbol", `symbol is "${symbol}": expected one of ${symbols.join(", ")}`, {
    symbols,
  });
}
