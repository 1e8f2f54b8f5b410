import { type RecordedForecast, SHOWN_SESSIONS, type Summary } from "@lstm-predict/track-record";
import type { OverviewQuery, OverviewRow, RecordOverview, WholeRecord } from "../schemas/record.ts";
import { issuedOf } from "./issued.ts";

const DAY_MS = 86_400_000;

type Row = OverviewRow;

/**
 * A row for each symbol that has a forecast or a settled day.
 *
 * @param summaries of one role and horizon
 * @param latest the newest forecast of each symbol
 * @param now milliseconds since 1970
 */
export function overviewRows(
  summaries: readonly Summary[],
  latest: readonly RecordedForecast[],
  now: number,
): Row[] {
  const bySymbol = new Map(summaries.map((summary) => [summary.symbol, summary]));
  const newest = new Map(latest.map((forecast) => [forecast.symbol, forecast]));
  const symbols = [...new Set([...bySymbol.keys(), ...newest.keys()])].sort();
  return symbols.map((symbol) => rowOf(symbol, bySymbol.get(symbol), newest.get(symbol), now));
}

function rowOf(
  symbol: string,
  summary: Summary | undefined,
  latest: RecordedForecast | undefined,
  now: number,
): Row {
  const recent = summary?.recent ?? [];
  const missed = recent.flatMap(([, , held], index) => (held === false ? [index] : []));
  return {
    symbol,
    latest: latest ? { ...issuedOf(latest), age: ageOf(latest.asOf, now) } : null,
    last: lastOf(recent),
    days: summary?.scores.days ?? 0,
    tooFew: summary?.scores.tooFew ?? true,
    coverage: summary?.scores.coverage["90"] ?? NO_SHARE,
    mase: summary?.scores.mase ?? null,
    winkler: summary?.scores.winkler ?? null,
    alarm: alarmOf(summary),
    recent: { closes: recent.map(([, close]) => close), missed },
  };
}

const NO_SHARE = { right: 0, trials: 0, share: null, lower: null, upper: null };

function lastOf(recent: Summary["recent"]): Row["last"] {
  const last = recent.at(-1);
  if (!last) return null;
  const [date, close, held] = last;
  const before = recent.at(-2)?.[1];
  return { date, close, change: before === undefined ? null : close / before - 1, held };
}

/** Days from the last bar of a forecast to now. */
function ageOf(asOf: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(asOf)) / DAY_MS));
}

/** An alarm stays for a while: the evidence begins anew when it is raised. */
function alarmOf(summary: Summary | undefined): Row["alarm"] {
  if (!summary) return "none";
  const { tooNarrow, tooWide } = summary.monitor;
  const since = summary.recent.at(-SHOWN_SESSIONS)?.[0] ?? summary.recent[0]?.[0] ?? "";
  const detections = [tooNarrow, tooWide];
  if (detections.some(({ alarms }) => alarms.some(({ date }) => date >= since))) return "alarm";
  return detections.some(({ isAmber }) => isAmber) ? "amber" : "none";
}

const ALARMS = { none: 0, amber: 1, alarm: 2 };

/** What each column sorts by; null comes last, in both orders. */
const SORT_BY: Record<OverviewQuery["sort"], (row: Row) => string | number | null> = {
  symbol: ({ symbol }) => symbol,
  range: ({ latest }) => {
    const range = latest?.intervals["90"];
    return range ? (range[1] - range[0]) / latest.naive : null;
  },
  change: ({ last }) => last?.change ?? null,
  coverage: ({ coverage }) => coverage.share,
  mase: ({ mase }) => mase,
  age: ({ latest }) => latest?.age ?? null,
  alarm: ({ alarm }) => ALARMS[alarm],
};

/** Returns a page of the rows, with the scores and the monitor of all symbols. Sorts by a column, and by symbol where that is equal. */
export function overviewPage(
  { rows, pooled, fleet }: WholeRecord,
  { horizon, sort, order, limit, offset }: OverviewQuery,
): RecordOverview {
  const by = SORT_BY[sort];
  const sign = order === "asc" ? 1 : -1;
  const sorted = rows.toSorted((a, b) => {
    const [left, right] = [by(a), by(b)];
    if (left === right) return a.symbol < b.symbol ? -1 : 1;
    if (left === null || right === null) return left === null ? 1 : -1;
    return left < right ? -sign : sign;
  });
  return { horizon, total: rows.length, pooled, fleet, rows: sorted.slice(offset, offset + limit) };
}
