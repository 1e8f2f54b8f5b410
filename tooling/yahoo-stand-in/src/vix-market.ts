import { EXCHANGES } from "./exchange.ts";
import { type Market, type Session, sampleMarket } from "./market.ts";

/** Share of a day in the average of squared returns. */
const SHARE = 0.06;

/**
 * A made-up ^VIX with the sessions of another market, whose recent volatility it is, in percent a year; so it tells something of
 * the days to come.
 *
 * @param until its last session, YYYY-MM-DD; default: that of the other market
 */
export function vixMarket({
  of = sampleMarket(),
  until,
}: {
  of?: Pick<Market, "sessions">;
  until?: string;
} = {}): Market {
  let variance = 0.01 ** 2;
  let before: number | undefined;
  const sessions: Session[] = [];
  for (const { date, close: price } of of.sessions) {
    if (until !== undefined && date > until) break;
    const squared = before ? Math.log(price / before) ** 2 : variance;
    variance += SHARE * (squared - variance);
    const close = 100 * Math.sqrt(252 * variance);
    const open = sessions.at(-1)?.close ?? close;
    sessions.push({
      ...{ date, open, close, volume: 0 },
      high: 1.02 * Math.max(open, close),
      low: 0.98 * Math.min(open, close),
    });
    before = price;
  }
  return {
    symbol: "^VIX",
    exchange: EXCHANGES.chicago,
    instrumentType: "INDEX",
    ...{ sessions, splits: [], dividends: [] },
  };
}
