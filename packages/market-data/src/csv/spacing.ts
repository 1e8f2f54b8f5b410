import { median } from "../median.ts";
import { list, malformed } from "./malformed.ts";
import type { CsvRow } from "./rows.ts";

/** More than this share of days with several rows, or of long spacings, is no accident. */
const ACCIDENTS = 0.1;
/** Rows that a stretch of longer bars needs to be told from holidays. */
const STRETCH = 8;
/** Names of bars by the least days between them. */
const LONGER: readonly [days: number, name: string][] = [
  [300, "yearly"],
  [80, "quarterly"],
  [25, "monthly"],
  [12, "two-weekly"],
  [5, "weekly"],
];

/** Groups rows by day, in the order of the file. */
export function byDay(rows: readonly CsvRow[]): [day: string, rows: CsvRow[]][] {
  return [...Map.groupBy(rows, ({ date }) => date)];
}

/**
 * Checks that rows are one a day.
 *
 * @throws MarketDataError `csv_malformed` that says what they are: intraday, weekly or monthly bars, or several a day
 */
export function checkDaily(rows: readonly CsvRow[], file: string): void {
  const days = byDay(rows);
  refuseSeveralADay(days, file);
  refuseLonger(days, file);
}

/**
 * Whether rows are intraday bars: many days have rows at two times, which a vendor's correction may cause, or some days have
 * rows at three.
 */
export function isIntraday(days: readonly [string, CsvRow[]][]): boolean {
  const times = days.map(([, rows]) => new Set(rows.map(({ time }) => time)).size);
  const atLeast = (count: number) => times.filter((size) => size >= count).length;
  return areMany(atLeast(2), days.length) || atLeast(3) >= Math.min(3, days.length);
}

function refuseSeveralADay(days: readonly [string, CsvRow[]][], file: string): void {
  const intraday = isIntraday(days);
  const several = days.filter(([, rows]) =>
    rows.some(({ time, close }) => (intraday ? time !== rows[0]!.time : close !== rows[0]!.close)),
  );
  const [day, rows] = several[0] ?? [];
  // Otherwise cleaning keeps the later row of a day.
  if (!day || !rows || !(intraday || areMany(several.length, days.length))) return;
  const at = rows[1]!.line;
  if (intraday) {
    const usual = median(several.map(([, { length }]) => length));
    throw malformed(
      file,
      at,
      `the rows are intraday bars, mostly ${usual} a day: ${day} has ${list(some(rows.map(({ time }) => time || "none")), "and")}: ` +
        "expected daily bars, or --aggregate to make days of them",
    );
  }
  throw malformed(
    file,
    at,
    `${several.length} of ${days.length} days have several rows with different closes: ${day} has ${list(some(rows.map(({ close }) => String(close))), "and")}: ` +
      "expected the daily bars of one symbol, or a column Symbol",
  );
}

/** Refuses weekly and longer bars, also if only a stretch of the file has them. */
function refuseLonger(days: readonly [string, CsvRow[]][], file: string): void {
  const sorted = days
    .map(([day, rows]) => ({ day, line: rows[0]!.line }))
    .sort((a, b) => (a.day < b.day ? -1 : 1));
  const spacings = sorted
    .slice(1)
    .map(({ day }, i) => (Date.parse(day) - Date.parse(sorted[i]!.day)) / 86_400_000);
  const size = Math.min(STRETCH, spacings.length);
  if (size < 3) return;
  for (let from = 0; from + size <= spacings.length; from++) {
    const stretch = spacings.slice(from, from + size);
    const shortest = LONGER.find(([least]) => stretch.every((spacing) => spacing >= least));
    if (!shortest) continue;
    const [first, second, last] = [sorted[from]!, sorted[from + 1]!, sorted.at(-1)!];
    const rest = spacings.findIndex((spacing, i) => i >= from && spacing < shortest[0]);
    const until = rest < 0 ? last : sorted[rest]!;
    const daily = rest >= 0 && sorted.length - rest > STRETCH;
    throw malformed(
      file,
      second.line,
      `the rows from ${first.day} to ${until.day} are ${shortest[1]} bars (${first.day}, then ${second.day}; median ${median(stretch)} days): ` +
        `expected daily bars${!daily ? "" : `, such as those from ${until.day} on, with --start ${until.day}`}`,
    );
  }
}

function areMany(count: number, all: number): boolean {
  return count >= Math.min(3, all) && count > ACCIDENTS * all;
}

function some(items: readonly string[]): string[] {
  return items.length > 4 ? [...items.slice(0, 3), `${items.length - 3} more`] : [...items];
}
