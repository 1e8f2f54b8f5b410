import { type CacheMode, loadBars } from "@lstm-predict/market-data";
import { type BarsRef, refOf } from "./bars-ref.ts";
import type { Host } from "./host.ts";

/** Downloads the bars of a symbol into the cache of the host, unless bars imported from a file are there. */
export interface FetchJob {
  kind: "fetch";
  symbol: string;
  /** Days, YYYY-MM-DD, inclusive. */
  start?: string | undefined;
  end?: string | undefined;
  cache?: CacheMode | undefined;
}

/** The downloaded bars. */
export interface FetchResult {
  bars: BarsRef;
}

/**
 * Performs a FetchJob.
 *
 * @throws MarketDataError, Interrupted
 */
export async function fetchBars(
  { symbol, start, end, cache }: FetchJob,
  { dataDir, signal }: Host,
): Promise<FetchResult> {
  const days = { start, end, cache };
  const series = await loadBars({ symbol, source: "auto", sample: false, ...days, dataDir, signal });
  return { bars: refOf(series, { start, end }) };
}
