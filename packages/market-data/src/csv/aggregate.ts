import type { CsvRow } from "./rows.ts";
import { byDay } from "./spacing.ts";

/**
 * Makes daily bars of intraday bars: the first open, the highest high, the lowest low, the last close, the sum of the
 * volumes; the days are those of the file's own times. Rows without prices are left out.
 */
export function aggregate(rows: readonly CsvRow[]): { rows: CsvRow[]; notes: string[] } {
  const sound = rows.filter(({ open, high, low, close }) => ![open, high, low, close].includes(null));
  const days = byDay(sound.toSorted((a, b) => compare(a, b)));
  const counts = days.map(([, { length }]) => length);
  const usual = counts.toSorted((a, b) => a - b)[Math.floor(counts.length / 2)] ?? 0;
  const notes = [`Made ${days.length} daily bars of ${rows.length} intraday bars, mostly ${usual} a day.`];
  const [lastDay, lastRows = []] = days.at(-1) ?? [];
  if (lastRows.length < usual) {
    notes.push(
      `The last day, ${lastDay}, has ${lastRows.length} intraday bars: its close may not be the session's.`,
    );
  }
  return { rows: days.map(([, ofDay]) => merge(ofDay)), notes };
}

function merge(rows: readonly CsvRow[]): CsvRow {
  const [first, last] = [rows[0]!, rows.at(-1)!];
  return {
    ...last,
    open: first.open,
    high: Math.max(...rows.map(({ high }) => high!)),
    low: Math.min(...rows.map(({ low }) => low!)),
    volume: rows.reduce((sum, { volume }) => sum + (volume ?? 0), 0),
  };
}

function compare(a: CsvRow, b: CsvRow): number {
  const [x, y] = [`${a.date} ${clock(a.time)}`, `${b.date} ${clock(b.time)}`];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** A time that sorts as text: 9:30 is 09:30, and 1:00 PM is 13:00. */
function clock(time: string): string {
  const [, hour, rest, half] = /^(\d{1,2})(:.*?)\s*([AP]M)?$/i.exec(time) ?? [];
  if (hour === undefined) return time;
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (/p/i.test(half) ? 12 : 0);
  return `${String(hours).padStart(2, "0")}${rest}`;
}
