import { malformed } from "./malformed.ts";
import type { CsvRow } from "./rows.ts";
import { byDay } from "./spacing.ts";

const DAY_MINUTES = 24 * 60;

/**
 * Makes daily bars of intraday bars: the first open, the highest high, the lowest low, the last close, the sum of the
 * volumes; the days are those of the file's own times. Rows without prices, and earlier rows of the same time, are left out.
 *
 * @throws MarketDataError `csv_malformed` if most sessions continue after midnight: their days are not those of the times
 */
export function aggregate(rows: readonly CsvRow[], file: string): { rows: CsvRow[]; notes: string[] } {
  const sound = rows.filter(({ open, high, low, close }) => ![open, high, low, close].includes(null));
  const byTime = new Map(sound.map((row) => [`${row.date} ${clock(row.time)}`, row]));
  const days = byDay([...byTime].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row));
  refuseOvernight(days, file);
  const counts = days.map(([, { length }]) => length);
  const usual = counts.toSorted((a, b) => a - b)[Math.floor(counts.length / 2)] ?? 0;
  const notes = [`Made ${days.length} daily bars of ${byTime.size} intraday bars, mostly ${usual} a day.`];
  const [lastDay, lastRows = []] = days.at(-1) ?? [];
  if (lastRows.length < usual) {
    notes.push(
      `The last day, ${lastDay}, has ${lastRows.length} intraday bars: its close may not be the session's.`,
    );
  }
  return { rows: days.map(([, ofDay]) => merge(ofDay)), notes };
}

/** Refuses sessions whose longest pause is within a day, and not at midnight. */
function refuseOvernight(days: readonly [string, CsvRow[]][], file: string): void {
  const crossing = days.slice(1).filter(([, rows], i) => {
    const [last, ...minutes] = [days[i]![1].at(-1)!, ...rows].map(({ time }) => minutesOf(time)) as [
      number,
      ...number[],
    ];
    const night = minutes[0]! + DAY_MINUTES - last;
    return minutes.some((minute, k) => k > 0 && minute - minutes[k - 1]! >= 2 * night);
  });
  if (crossing.length <= days.length / 2) return;
  const { line, date, time } = crossing[0]![1][0]!;
  throw malformed(
    file,
    line,
    `the session of ${date} ${time} began the day before: expected times in the exchange's zone, in which sessions end before midnight`,
  );
}

/** Minutes since midnight; NaN if the time is not understood. */
function minutesOf(time: string): number {
  const [, hour, minute] = /^(\d{2}):?(\d{2})/.exec(clock(time)) ?? [];
  return 60 * Number(hour) + Number(minute);
}

function merge(rows: readonly CsvRow[]): CsvRow {
  const [first, last] = [rows[0]!, rows.at(-1)!];
  return {
    ...last,
    open: first.open,
    // A day of ticks has more rows than a call takes arguments.
    high: rows.reduce((highest, { high }) => Math.max(highest, high!), first.high!),
    low: rows.reduce((lowest, { low }) => Math.min(lowest, low!), first.low!),
    volume: rows.reduce((sum, { volume }) => sum + (volume ?? 0), 0),
  };
}

/** A time that sorts as text: 9:30, 930 and 93000 are 09:30, and 1:00 PM is 13:00. */
function clock(time: string): string {
  if (/^\d{1,6}$/.test(time)) {
    const digits =
      time.length < 3 ? `${time.padStart(2, "0")}00` : time.padStart(2 * Math.ceil(time.length / 2), "0");
    return `${digits.slice(0, 2)}:${digits.slice(2)}`;
  }
  const [, hour, rest, half] = /^(\d{1,2})(:.*?)\s*([AP]M)?$/i.exec(time) ?? [];
  if (hour === undefined) return time;
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (/p/i.test(half) ? 12 : 0);
  return `${String(hours).padStart(2, "0")}${rest}`;
}
