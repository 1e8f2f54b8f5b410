import { type Bar, toRawSeries } from "@lstm-predict/bars";
import { LEAST_BARS, type SymbolBars } from "@lstm-predict/evaluation";
import { type BarSeries, type LoadResult, MarketDataError, rawSeriesOf } from "@lstm-predict/market-data";
import { alignMarket, marketByDate } from "@lstm-predict/volatility";

/** A symbol that is left out, and why. */
export interface LeftOut {
  symbol: string;
  reason: string;
}

const MIN_SYMBOLS = 5;

/** Thrown if too few symbols have enough bars for a pooled model. */
export class TooFewSymbols extends Error {
  readonly code = "too_few_symbols";
}

/**
 * Selects the symbols with enough bars for a refit; with a market, keeps only the days on which its volatility is known.
 *
 * @throws TooFewSymbols below MIN_SYMBOLS symbols; MarketDataError if the market could not be loaded
 */
export function gatherBars(
  results: readonly LoadResult[],
  symbols: readonly string[],
  market: string | null,
): { bars: SymbolBars[]; leftOut: LeftOut[] } {
  const values = market === null ? undefined : marketValues(results, market);
  const bars: SymbolBars[] = [];
  const leftOut: LeftOut[] = [];
  for (const result of results.filter(({ symbol }) => symbols.includes(symbol))) {
    const { symbol } = result;
    if ("error" in result) leftOut.push({ symbol, reason: result.error.message });
    else {
      const known = values ? knownDays(result.series.bars, values) : result.series.bars;
      if (known.length >= LEAST_BARS) bars.push(toSymbolBars({ ...result.series, bars: known }, values));
      else leftOut.push({ symbol, reason: `it has ${known.length} bars: at least ${LEAST_BARS} are needed` });
    }
  }
  if (bars.length >= MIN_SYMBOLS) return { bars, leftOut };
  const why = leftOut.map(({ symbol, reason }) => `; ${symbol}: ${reason}`).join("");
  throw new TooFewSymbols(
    `${bars.length} symbols can be fitted: at least ${MIN_SYMBOLS} are needed, so that no single one dominates${why}`,
  );
}

function marketValues(results: readonly LoadResult[], market: string): Map<string, number> {
  const result = results.find(({ symbol }) => symbol === market)!;
  if ("error" in result) {
    const { code, message } = result.error;
    throw new MarketDataError(code, `the market ${market} has no bars: ${message}`, { cause: result.error });
  }
  return marketByDate([toRawSeries(result.series.bars)]);
}

function knownDays(bars: readonly Bar[], market: ReadonlyMap<string, number>): Bar[] {
  const dates = [...market.keys()];
  return bars.filter(({ date }) => date >= dates[0]! && date <= dates.at(-1)!);
}

function toSymbolBars(series: BarSeries, market: ReadonlyMap<string, number> | undefined): SymbolBars {
  const raw = rawSeriesOf(series);
  return { symbol: series.symbol, ...raw, ...(market && { market: alignMarket(raw.dates, market) }) };
}
