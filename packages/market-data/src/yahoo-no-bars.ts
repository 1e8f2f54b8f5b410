import { MarketDataError } from "./errors.ts";

export function unknownSymbol(symbol: string): MarketDataError {
  return new MarketDataError(
    "unknown_symbol",
    `Yahoo Finance has no symbol "${symbol}": expected Yahoo's spelling, such as AAPL, BRK-B or PETR4.SA; Yahoo has no delisted symbols`,
  );
}

export function noBars(symbol: string): MarketDataError {
  return new MarketDataError(
    "no_data",
    `Yahoo Finance has no bars of ${symbol} in these days: ask for other dates`,
  );
}

/** The parts of an answer that tell a symbol without bars from a change of the form. */
interface Answer {
  chart?: {
    result?:
      | {
          meta?: {
            currency?: unknown;
            regularMarketPrice?: unknown;
            firstTradeDate?: unknown;
            exchangeName?: unknown;
          };
          timestamp?: unknown[] | null;
        }[]
      | null;
  };
}

/** The exchange of symbols that Yahoo keeps a name for and nothing else: misspelt or delisted ones. */
const NO_EXCHANGE = "YHD";

/**
 * Checks an answer with status 200 that has no bars. The library refuses one without currency or price as if its form had
 * changed, and Yahoo answers so for symbols that it does not trade. With both, days without sessions were asked for.
 *
 * @throws MarketDataError `unknown_symbol`, or `no_data` if the symbol is traded
 */
export function checkBars(answer: unknown, symbol: string): void {
  const { meta, timestamp } = (answer as Answer | null)?.chart?.result?.[0] ?? {};
  if (!meta || (timestamp ?? []).length > 0) return;
  const { currency = null, regularMarketPrice = null, firstTradeDate = null, exchangeName } = meta;
  const [hasCurrency, hasPrice] = [currency !== null, regularMarketPrice !== null];
  if (hasCurrency && hasPrice) return;
  const isTraded = hasCurrency || hasPrice || (firstTradeDate !== null && exchangeName !== NO_EXCHANGE);
  throw isTraded ? noBars(symbol) : unknownSymbol(symbol);
}
