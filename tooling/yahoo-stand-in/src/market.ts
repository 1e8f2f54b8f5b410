import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { EXCHANGES, type Exchange } from "./exchange.ts";

/** A trading day; prices are adjusted for all splits of the market, past and future. */
export interface Session {
  date: string;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

/** A split of shares. */
export interface Split {
  /** First day at the new price, YYYY-MM-DD. */
  date: string;
  numerator: number;
  denominator: number;
}

/** A cash dividend. */
export interface Dividend {
  /** The ex-date, YYYY-MM-DD. */
  date: string;
  /** Amount a share, not adjusted for later splits. */
  amount: number;
}

/** The whole history of one symbol; what Yahoo shows of it depends on the time of the request (see `seenAt`). */
export interface Market {
  symbol: string;
  exchange: Exchange;
  /** "EQUITY", "ETF", "INDEX", "CRYPTOCURRENCY", ...; default: empty, so that clients do not know what the symbol is. */
  instrumentType?: string;
  sessions: readonly Session[];
  splits: readonly Split[];
  dividends: readonly Dividend[];
}

let sample: readonly Session[] | undefined;

/** The days of the bundled sample: AAPL from 2013-05-13 to 2018-05-11. */
export function sampleSessions(): readonly Session[] {
  sample ??= readFileSync(
    createRequire(import.meta.url).resolve("@observablehq/sample-datasets/aapl.csv"),
    "utf8",
  )
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => {
      const [date, open, high, low, close, , volume] = line.split(",");
      const [o, h, l, c, v] = [open, high, low, close, volume].map(Number) as [
        number,
        number,
        number,
        number,
        number,
      ];
      return { date: date!, open: o, high: h, low: l, close: c, volume: v };
    });
  return sample;
}

/** A market with the days of the sample; if the exchange trades every day, on consecutive dates. `scale` multiplies prices. */
export function sampleMarket(market: Partial<Market> & { scale?: number } = {}): Market {
  const { scale = 1, exchange = EXCHANGES.newYork, ...given } = market;
  const sessions = sampleSessions().map((session, k) => ({
    ...session,
    ...(exchange.everyDay && { date: dayAfter(sampleSessions()[0]!.date, k) }),
    open: session.open * scale,
    high: session.high * scale,
    low: session.low * scale,
    close: session.close * scale,
  }));
  return { symbol: "AAPL", exchange, sessions, splits: [], dividends: [], ...given };
}

function dayAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
