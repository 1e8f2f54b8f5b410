import { type DateRange, isWithin } from "@lstm-predict/bars";
import type { RawBar } from "../source.ts";
import type { CacheEntry } from "./entry.ts";
import { isComplete } from "./restatement.ts";

/** Cached days to request again, to find out whether history was restated. */
const OVERLAP = 5;

/** Days missing at one end of the cache; the range includes OVERLAP cached days. */
export interface MissingSpan {
  end: "front" | "back";
  range: DateRange;
}

/**
 * Spans to request so that `entry` covers `range` without a gap; no later days before `nextBarAt`, unless the entry is of the
 * future: then a clock was ahead, and knew neither time.
 */
export function missingSpans(entry: CacheEntry, range: DateRange, now: Date): MissingSpan[] {
  const spans: MissingSpan[] = [];
  const days = [...new Set(entry.rows.filter(isComplete).map(({ date }) => date))];
  if (range.start !== undefined && range.start < entry.from) {
    const end = days.slice(0, OVERLAP).at(-1) ?? entry.through;
    spans.push({ end: "front", range: { start: range.start, end } });
  }
  const later = range.end === undefined || range.end > entry.through;
  const [fetchedAt, nextBarAt] = [entry.fetchedAt, entry.nextBarAt].map((time) => Date.parse(time));
  if (later && (now.getTime() >= nextBarAt! || now.getTime() < fetchedAt!)) {
    const start = days.at(-OVERLAP) ?? days[0] ?? entry.from;
    spans.push({ end: "back", range: { start, end: range.end } });
  }
  return spans;
}

/** The smallest range that contains `entry` and the given range. */
export function wholeSpan(entry: CacheEntry, { start, end }: DateRange): DateRange {
  return {
    start: start === undefined || entry.from < start ? entry.from : start,
    end: end !== undefined && end < entry.through ? entry.through : end,
  };
}

/**
 * Replaces cached rows by the fresh rows of the same days, in date order. If the fresh row of a day is empty, keeps the
 * cached one: Yahoo sometimes empties finished days.
 */
export function mergeRows(cached: readonly RawBar[], fresh: readonly RawBar[]): RawBar[] {
  const sound = new Set(cached.filter(isComplete).map(({ date }) => date));
  const byDay = Map.groupBy(fresh, ({ date }) => date);
  for (const [date, rows] of byDay) {
    if (sound.has(date) && !rows.some(isComplete)) byDay.delete(date);
  }
  const kept = cached.filter(({ date }) => !byDay.has(date));
  return [...kept, ...[...byDay.values()].flat()].sort((a, b) => a.date.localeCompare(b.date));
}

/** The rows whose date lies in `range`. */
export function rowsWithin(rows: readonly RawBar[], range: DateRange): RawBar[] {
  return rows.filter(({ date }) => isWithin(date, range));
}
