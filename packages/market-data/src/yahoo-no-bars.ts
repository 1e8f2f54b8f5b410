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

/** An answer before the library has seen it: nothing of its form is certain. */
export interface ChartAnswer {
  chart?: { result?: (ChartResult | null)[] | null };
}

export interface ChartResult {
  meta?: Record<string, unknown>;
  timestamp?: unknown[] | null;
  events?: unknown;
  indicators?: {
    quote?: ({ close?: unknown[] | null; volume?: unknown[] | null } | null)[];
    adjclose?: ({ adjclose?: unknown[] | null } | null)[];
  };
}

/** The exchange of symbols that Yahoo keeps a name for and nothing else: misspelt or delisted ones. */
const NO_EXCHANGE = "YHD";

/**
 * Checks an answer with status 200: whether it has bars, and whether they are those that were asked for. Yahoo answers
 * without currency and price for symbols that it does not trade. With both, days without sessions were asked for.
 *
 * @throws MarketDataError `unknown_symbol`, `no_data` if the symbol is traded, or `bad_response` for other bars
 */
export function checkBars(answer: ChartAnswer | null, symbol: string): void {
  const results = answer?.chart?.result;
  const { meta, timestamp, indicators } = results?.[0] ?? {};
  if (Array.isArray(results) && !results[0]) throw noBars(symbol);
  if (!meta) return;
  const closes = indicators?.quote?.[0]?.close ?? [];
  if ((timestamp ?? []).length > 0 && closes.some((close) => close !== null)) {
    checkAsked(meta, symbol);
    return;
  }
  const { currency = null, regularMarketPrice = null, firstTradeDate = null, exchangeName } = meta;
  const known = [currency, regularMarketPrice, firstTradeDate].map((value) => value !== null);
  if (known[0] && known[1]) return;
  throw exchangeName !== NO_EXCHANGE && known.includes(true) ? noBars(symbol) : unknownSymbol(symbol);
}

function checkAsked({ symbol = "", dataGranularity = "1d" }: Record<string, unknown>, asked: string): void {
  const [found, spacing] = [String(symbol), String(dataGranularity)];
  const isOther = found !== "" && found.toUpperCase() !== asked.toUpperCase();
  if (!isOther && spacing === "1d") return;
  const given = isOther
    ? `${found} instead of ${asked}: ask for ${found} if you mean it`
    : `${asked} with a spacing of ${spacing} instead of 1d: try other dates`;
  throw new MarketDataError("bad_response", `Yahoo Finance answered with bars of ${given}`);
}
