import { parseSymbol } from "@lstm-predict/bars";
import pMap from "p-map";
import type { BarSeries } from "./bar.ts";
import { MarketDataError } from "./errors.ts";
import { loadResolved } from "./load-bars.ts";
import { type LoadOptions, resolveRequest } from "./request.ts";
import { addVix, vixLoader } from "./vix.ts";
import { yahooSource } from "./yahoo.ts";

/** LoadOptions for several symbols and the same days; without CSV, because a file holds one symbol. */
export interface LoadManyOptions extends Omit<LoadOptions, "symbol" | "csv" | "source" | "covariates"> {
  symbols: readonly string[];
  source?: Exclude<LoadOptions["source"], "csv">;
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
 * @throws MarketDataError `bad_symbol`, `bad_date`, `bad_source`, `bad_option`, or for an unusable file of ^VIX, before it loads
 * anything
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
  const load = (other: LoadOptions) => loadResolved(resolveRequest(other), yahoo);
  const loadVix = vixLoader(options, load);
  // A bad file of ^VIX is an error of all.
  if (typeof options.vix === "object") await loadVix({ start: "", offline: false });
  return pMap(
    requests,
    async (request): Promise<LoadResult> => {
      const { symbol } = request;
      const loadOne = async () => addVix(await loadResolved(request, yahoo), options.vix, loadVix);
      const result = await loadOne().then(
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
