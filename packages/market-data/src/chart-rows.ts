import { addDays, calendarOf, exchangeCalendar, latestDay } from "@lstm-predict/bars";
import type { ChartResultObject } from "yahoo-finance2/modules/chart";
import { instrumentOf } from "./instrument.ts";
import type { RawBar, RawBars } from "./source.ts";

/** Yahoo corrects the closing auction for some minutes after the close. */
const SETTLING_MS = 10 * 60_000;
/** Wait before requesting again a bar that should exist but does not: a holiday, or a row that is still empty. */
const RECHECK_MS = 60 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

/** Converts an answer of Yahoo's chart endpoint to rows, and finds out which of them are finished at `now`. */
export function toRawBars({ meta, timestamp = [], indicators }: ChartResultObject, now: Date): RawBars {
  const timeZone = meta.exchangeTimezoneName;
  const dateOf = exchangeCalendar(timeZone);
  const { open = [], high = [], low = [], close = [], volume = [] } = indicators.quote[0] ?? {};
  const adjusted = indicators.adjclose?.[0]?.adjclose;
  const traded = volume.some((value) => value !== null);
  const columns = { open, high, low, close, volume, adjClose: adjusted ?? close };
  for (const [name, values] of Object.entries(columns)) {
    if (values.length !== timestamp.length) {
      throw new RangeError(`${values.length} values of ${name} for ${timestamp.length} timestamps`);
    }
  }
  const rows = timestamp.map(
    (seconds, i): RawBar => ({
      date: dateOf(new Date(seconds * 1000)),
      open: open[i] ?? null,
      high: high[i] ?? null,
      low: low[i] ?? null,
      close: close[i] ?? null,
      volume: traded ? (volume[i] ?? null) : 0,
      adjClose: columns.adjClose[i] ?? null,
    }),
  );
  return {
    detail: "Yahoo Finance",
    timeZone,
    instrument: instrumentOf(meta.instrumentType),
    rows,
    ...finished(rows, meta, dateOf, now),
    notes: [
      ...(adjusted ? [] : ["Yahoo gave no adjusted close: the close stands in for it."]),
      ...(traded || rows.length === 0 ? [] : ["Yahoo gave no volume: it is 0 throughout."]),
    ],
  };
}

/** The last finished trading day, and when the next bar may exist. */
function finished(
  rows: readonly RawBar[],
  { symbol, exchangeTimezoneName: timeZone, currentTradingPeriod }: ChartResultObject["meta"],
  dateOf: (instant: Date) => string,
  now: Date,
): { through: string; nextBarAt: Date } {
  const { start, end } = currentTradingPeriod.regular;
  const session = dateOf(start);
  const dayBefore = addDays(session, -1);
  const settledAt = end.getTime() + SETTLING_MS;
  if (now.getTime() < settledAt) return { through: dayBefore, nextBarAt: new Date(settledAt) };

  const last = latestDay([dayBefore, ...rows.map(({ date }) => date)]);
  const calendar = calendarOf({ symbol, timeZone, bars: rows });
  let opening = new Date(start.getTime() + DAY_MS);
  while (!calendar.isSession(dateOf(opening))) opening = new Date(opening.getTime() + DAY_MS);
  const recheck = now.getTime() + RECHECK_MS;
  // Yahoo sometimes empties the last finished row until the next session opens.
  const empty = rows.at(-1)?.close === null;
  return { through: last, nextBarAt: new Date(empty ? recheck : Math.max(opening.getTime(), recheck)) };
}
