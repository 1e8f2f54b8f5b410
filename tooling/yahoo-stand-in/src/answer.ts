import { chartAnswer, refusal } from "./chart-answer.ts";
import type { Market } from "./market.ts";
import { type ChartRow, type SeenMarket, seenAt } from "./seen-at.ts";

/** Habits of Yahoo that a client must handle. */
export interface Quirks {
  /** Days with empty rows. */
  emptyDays?: readonly string[];
  /** Days with a second, live row, whose timestamp is a second later. */
  doubledDays?: readonly string[];
  /** Leaves the adjusted closes out. */
  withoutAdjclose?: boolean;
  /** Any other change of the rows, applied last. */
  rows?: (rows: ChartRow[]) => ChartRow[];
}

/** A request for days, in Unix seconds. */
export interface Question {
  /** Both ends are inclusive, as for Yahoo. */
  period1: number;
  period2: number;
  now: number;
}

/** The HTTP status and JSON body of an answer. */
export interface Reply {
  status: number;
  body: unknown;
}

/** Answers a request like Yahoo; `market` is undefined for an unknown symbol. */
export function answer(
  market: Market | undefined,
  { period1, period2, now }: Question,
  quirks: Quirks = {},
): Reply {
  if (!market) return { status: 404, body: refusal("Not Found", "No data found, symbol may be delisted") };
  const seen = seenAt(market, now);
  const first = seen.rows[0];
  if (!first || period2 < first.timestamp || period1 >= period2) {
    const reason = `Data doesn't exist for startDate = ${period1}, endDate = ${period2}`;
    return { status: 400, body: refusal("Bad Request", reason) };
  }
  const within = ({ timestamp }: { timestamp: number }) => timestamp >= period1 && timestamp <= period2;
  const asked: SeenMarket = {
    rows: withQuirks(market, seen, quirks).filter(within),
    splits: seen.splits.filter(within),
    dividends: seen.dividends.filter(within),
    session: seen.session,
  };
  const { symbol, exchange, instrumentType } = market;
  const { withoutAdjclose = false } = quirks;
  const body = chartAnswer({ symbol, exchange, instrumentType, seen: asked, now, withoutAdjclose });
  return { status: 200, body };
}

function withQuirks(market: Market, seen: SeenMarket, { emptyDays, doubledDays, rows }: Quirks): ChartRow[] {
  const dates = market.sessions.map(({ date }) => date);
  const changed = seen.rows.flatMap((row, k) => {
    const date = dates[k]!;
    const shown = emptyDays?.includes(date) ? emptied(row) : row;
    return doubledDays?.includes(date) ? [shown, { ...shown, timestamp: shown.timestamp + 1 }] : [shown];
  });
  return rows?.(changed) ?? changed;
}

function emptied({ timestamp }: ChartRow): ChartRow {
  return { timestamp, open: null, high: null, low: null, close: null, volume: null, adjclose: null };
}
