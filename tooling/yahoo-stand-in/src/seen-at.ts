import { secondsAt } from "./exchange.ts";
import type { Dividend, Market, Session, Split } from "./market.ts";

/** A row of the chart endpoint. */
export interface ChartRow {
  /** Unix seconds of the opening, or of the last trade while the session is running. */
  timestamp: number;
  open: number | null;
  high: number | null;
  low: number | null;
  close: number | null;
  volume: number | null;
  adjclose: number | null;
}

/** What Yahoo shows of a market at some time. */
export interface SeenMarket {
  rows: ChartRow[];
  splits: (Split & { timestamp: number })[];
  dividends: (Dividend & { timestamp: number })[];
  /** Start and end of the current regular session, in Unix seconds. */
  session: { start: number; end: number };
}

/** Yahoo switches to the session of a day this long before it opens. */
const PRE_MARKET_SECONDS = 5.5 * 3600;

/**
 * What Yahoo shows at `now` (Unix seconds): the sessions until then, the running session with its trades so far, and float32
 * prices adjusted for all splits and dividends so far.
 */
export function seenAt(market: Market, now: number): SeenMarket {
  const { exchange, sessions } = market;
  const openingOf = (date: string) => secondsAt(date, exchange.open, exchange.timeZone);
  const closingOf = (date: string) => secondsAt(date, exchange.close, exchange.timeZone);
  const happened = <T extends { date: string }>(events: readonly T[]) =>
    events
      .filter(({ date }) => openingOf(date) <= now)
      .map((event) => ({ ...event, timestamp: openingOf(event.date) }));
  const splits = happened(market.splits);
  const dividends = happened(market.dividends);
  const seen = sessions.filter(({ date }) => openingOf(date) <= now);

  // Sessions are adjusted for all splits: undo the future ones.
  const toCome = market.splits
    .filter(({ date }) => openingOf(date) > now)
    .reduce((product, split) => product * ratio(split), 1);
  const factors = dividendFactors(seen, market, dividends);
  const rows = seen.map((session, k): ChartRow => {
    const traded = soFar(session, openingOf(session.date), closingOf(session.date), now);
    const price = (value: number) => Math.fround(value * toCome);
    const isLast = k === seen.length - 1;
    return {
      timestamp: isLast ? Math.min(now, closingOf(session.date)) : openingOf(session.date),
      open: price(traded.open),
      high: price(traded.high),
      low: price(traded.low),
      close: price(traded.close),
      volume: Math.round(traded.volume / toCome),
      adjclose: Math.fround(traded.close * toCome * factors[k]!),
    };
  });
  const current =
    sessions.findLast(({ date }) => openingOf(date) - PRE_MARKET_SECONDS <= now) ?? sessions[0]!;
  return {
    rows,
    splits,
    dividends,
    session: { start: openingOf(current.date), end: closingOf(current.date) },
  };
}

/** For each session, the product of 1 - amount / (close before the ex-date) over all later dividends. */
function dividendFactors(seen: readonly Session[], market: Market, dividends: readonly Dividend[]): number[] {
  return seen.map(({ date }) =>
    dividends
      .filter((dividend) => dividend.date > date)
      .reduce((product, { date: exDate, amount }) => {
        const before = seen.findLast((session) => session.date < exDate);
        const later = market.splits.filter((split) => split.date > exDate);
        const close = before
          ? before.close * later.reduce((all, split) => all * ratio(split), 1)
          : Number.POSITIVE_INFINITY;
        return product * (1 - amount / close);
      }, 1),
  );
}

function ratio({ numerator, denominator }: Split): number {
  return numerator / denominator;
}

/** The part of a session that has been traded by `now`: range and volume grow linearly. */
function soFar(session: Session, start: number, end: number, now: number): Session {
  if (now >= end) return session;
  const share = (now - start) / (end - start);
  const { open, high, low, close, volume } = session;
  const part = (to: number) => open + share * (to - open);
  return {
    ...session,
    high: part(high),
    low: part(low),
    close: part(close),
    volume: Math.round(share * volume),
  };
}
