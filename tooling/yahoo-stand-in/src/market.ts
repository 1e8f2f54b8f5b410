import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { EXCHANGES, type Exchange } from "./exchange.ts";

/** A day of trading in prices that are adjusted for every split of the market, past and to come. */
export interface Session {
  date: string;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

export interface Split {
  /** The first day at the new price. */
  date: string;
  numerator: number;
  denominator: number;
}

export interface Dividend {
  /** The ex-date. */
  date: string;
  /** In the money of that day. */
  amount: number;
}

/** The whole truth about one symbol; what Yahoo tells of it depends on the day it is asked (see seenAt). */
export interface Market {
  symbol: string;
  exchange: Exchange;
  sessions: readonly Session[];
  splits: readonly Split[];
  dividends: readonly Dividend[];
}

let sample: readonly Session[] | undefined;

/** AAPL from 2013-05-13 to 2018-05-11, real days from the bundled sample. */
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

/** A market with the sample's days; where one trades every day, they stand one after the other. */
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
