import { type BarSeries, type LoadOptions, loadBars } from "@lstm-predict/market-data";

/**
 * Loads clean daily bars of one symbol, at least one, ascending, dated in the exchange's zone: from Yahoo Finance, a CSV file, the
 * bundled sample or an object of yours. If Yahoo is unreachable, nothing is cached and the symbol has a sample, it loads the sample
 * and sets `warning`.
 *
 * @returns prices and volume adjusted for splits; what cleaning dropped and found is in `cleaning`
 * @throws MarketDataError, whose `code` says what failed: `unknown_symbol`, `unreachable`, `bad_date` and so on
 * @example
 * const bars = await fetchBars({ symbol: "AAPL", start: "2018-01-01", dataDir: "data" });
 * console.log(bars.bars.length, bars.cleaning.notes);
 */
export function fetchBars(options: LoadOptions): Promise<BarSeries> {
  return loadBars(options);
}
