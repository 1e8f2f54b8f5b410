import { parseSymbol } from "@lstm-predict/bars";
import pMap from "p-map";
import type { BarSeries } from "./bar.ts";
import { MarketDataError } from "./errors.ts";
import { loadResolved } from "./load-bars.ts";
import { type LoadOptions, resolveRequest } from "./request.ts";
import { yahooSource } from "./yahoo.ts";

/** LoadOptions for several symbols and the same days; without CSV, because a file holds one symbol. */
export interface LoadManyOptions extends Omit<LoadOptions, "symbol" | "csv" | "source"> {
  symbols: readonly string[];
  source?: "auto" | "yahoo" | "sample" | undefined;
  /** Called as each symbol ends, in that order. */
  onResult?: ((result: LoadResult) => void) | undefined;
}

/** The bars of a symbol, or the error. */
export type LoadResult = { symbol: string; series: BarSeries } | { symbol: string; error: MarketDataError };

/** Symbols loaded at a time: two request from Yahoo (see yahooSource), the others read and write files. */
const CONCURRENCY = 4;

/**
 * Loads several symbols like `loadBars`, through one source, so that Yahoo sees one polite client. A symbol that fails does
 * not stop the others.
 *
 * @returns one result for each distinct symbol, in the given order
 * @throws MarketDataError `bad_symbol`, `bad_date`, `bad_source` or `bad_option`, before it loads anything
 */
export async function loadManyBars({
  symbols,
  onResult,
  ...options
}: LoadManyOptions): Promise<LoadResult[]> {
  const unique = [...new Set(symbols.map(parseSymbol))];
  const requests = unique.map((symbol) => resolveRequest({ ...options, symbol }));
  const [first] = requests;
  if (!first) throw new MarketDataError("bad_symbol", "no symbol is given: expected at least one");
  const yahoo = yahooSource(first);
  return pMap(
    requests,
    async (request): Promise<LoadResult> => {
      const { symbol } = request;
      const result = await loadResolved(request, yahoo).then(
        (series) => ({ symbol, series }),
        (error: unknown) => {
          if (!(error instanceof MarketDataError)) throw error;
          return { symbol, error };
        },
      );
      onResult?.(result);
      return result;
    },
    { concurrency: CONCURRENCY },
  );
}
