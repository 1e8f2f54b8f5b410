import { addDays, type DatedCloses, type RawSeries, rowsBefore } from "@lstm-predict/bars";
import { daysBefore, readDays } from "../days.ts";
import { type Context, type Days, type Implied, type Span, WINDOW } from "../span.ts";

const YEAR = 250;
/** Closes of the VIX that a forecast needs. */
export const IMPLIED_DAYS = 60;
/** A week in milliseconds, after which a close of the VIX is stale: more than any holidays of its exchange. */
const STALE_AFTER = 7 * 86_400_000;
/** Sessions in the year of the VIX, which is quoted in percent a year. */
const SESSIONS = 252;

/**
 * The implied variance of `closes [60]` of the VIX, oldest first; undefined unless there are as many, all above 0.
 */
export function impliedOf(closes: ArrayLike<number>): Implied | undefined {
  return closes.length === IMPLIED_DAYS ? impliedFrom(Float64Array.from(closes, logImplied)) : undefined;
}

/** The log variance a day that a close of the VIX implies. */
function logImplied(close: number): number {
  return Math.log((close / 100) ** 2 / SESSIONS);
}

/** The implied variance of the last 60 log variances. */
function impliedFrom(logs: Float64Array): Implied | undefined {
  let sum = 0;
  for (const value of logs) sum += value;
  const mean = sum / IMPLIED_DAYS;
  return Number.isFinite(mean) ? { last: logs.at(-1)!, mean } : undefined;
}

/**
 * Returns the context of the forecast of any row of a series from its days and its VIX. Row `length` is the session after the
 * series.
 *
 * The VIX is that of days strictly before the day that is forecast, not older than a week.
 *
 * @param days of all rows of the series
 * @param nextDate day of the session after the series, YYYY-MM-DD; by default the day after the last bar
 */
export function contextsOf(
  { dates, vix }: Pick<RawSeries, "dates" | "vix">,
  days: Days,
  nextDate?: string,
): (row: number) => Context {
  const sums = new Float64Array(days.count + 1);
  days.logVariance.forEach((value, day) => {
    sums[day + 1] = sums[day]! + value;
  });
  // The last day before row `row` is day row - 2.
  const yearBefore = (row: number) =>
    row - 1 < YEAR ? undefined : (sums[row - 1]! - sums[row - 1 - YEAR]!) / YEAR;
  const impliedBefore = vix && impliedByDate(vix);
  return (row) => {
    const year = yearBefore(row);
    const implied = impliedBefore?.(dates[row] ?? nextDate ?? addDays(dates.at(-1)!, 1));
    return { ...(year !== undefined && { year }), ...(implied && { implied }) };
  };
}

/**
 * The windows of 60 rows before rows `from` (inclusive) to `to` (exclusive), each with its daily values and its context. Row `length`
 * is the session after the series.
 *
 * @param nextDate see `contextsOf`
 */
export function windowsWithContext(series: RawSeries, from: number, to: number, nextDate?: string): Span[] {
  const daily = readDays(series);
  const contextOf = contextsOf(series, daily, nextDate);
  return Array.from({ length: Math.max(0, to - from) }, (_, k) => ({
    rows: rowsBefore(series, from + k, WINDOW),
    days: daysBefore(daily, from + k, WINDOW),
    context: contextOf(from + k),
  }));
}

/**
 * The contexts of the forecasts of rows `from` (inclusive) to `to` (exclusive).
 *
 * @param nextDate see `contextsOf`
 */
export function contextsFrom(series: RawSeries, from: number, to: number, nextDate?: string): Context[] {
  if (from >= to) return [];
  const contextOf = contextsOf(series, readDays(series), nextDate);
  return Array.from({ length: to - from }, (_, k) => contextOf(from + k));
}

/** Returns the implied variance before a day. */
function impliedByDate({ dates, closes }: DatedCloses): (date: string) => Implied | undefined {
  const logs = closes.map(logImplied);
  return (date) => {
    const end = countBefore(dates, date);
    if (end < IMPLIED_DAYS || Date.parse(date) - Date.parse(dates[end - 1]!) > STALE_AFTER) return undefined;
    return impliedFrom(logs.subarray(end - IMPLIED_DAYS, end));
  };
}

/** The number of `dates`, ascending, before `date`. */
function countBefore(dates: readonly string[], date: string): number {
  let [low, high] = [0, dates.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (dates[middle]! < date) low = middle + 1;
    else high = middle;
  }
  return low;
}
