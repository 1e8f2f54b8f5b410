import { type DateRange, isWithin } from "@lstm-predict/bars";
import type { RawBar } from "../source.ts";
import type { CacheEntry } from "./entry.ts";
import { isComplete } from "./restatement.ts";

/** Cached days that are asked for again, to see whether history was restated meanwhile. */
const OVERLAP = 5;

/** A part of the wanted days that the cache lacks, at one end of it; it reaches OVERLAP days into what is cached. */
export interface MissingSpan {
  end: "front" | "back";
  range: DateRange;
}

/** What to ask for so that `entry` covers `range` without a hole; nothing later than its bars before `nextBarAt`. */
export function missingSpans(entry: CacheEntry, range: DateRange, now: Date): MissingSpan[] {
  const spans: MissingSpan[] = [];
  const days = [...new Set(entry.rows.filter(isComplete).map(({ date }) => date))];
  if (range.start !== undefined && range.start < entry.from) {
    const end = days.slice(0, OVERLAP).at(-1) ?? entry.through;
    spans.push({ end: "front", range: { start: range.start, end } });
  }
  const later = range.end === undefined || range.end > entry.through;
  if (later && now.getTime() >= Date.parse(entry.nextBarAt)) {
    const start = days.at(-OVERLAP) ?? days[0] ?? entry.from;
    spans.push({ end: "back", range: { start, end: range.end } });
  }
  return spans;
}

/** The days that `entry` and `range` have together, and those between them. */
export function wholeSpan(entry: CacheEntry, { start, end }: DateRange): DateRange {
  return {
    start: start === undefined || entry.from < start ? entry.from : start,
    end: end !== undefined && end < entry.through ? entry.through : end,
  };
}

/**
 * Cached rows with the fresh ones of their days in their place, in date order. A day that is only empty now keeps its
 * cached rows: Yahoo empties finished days now and then.
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

export function rowsWithin(rows: readonly RawBar[], range: DateRange): RawBar[] {
  return rows.filter(({ date }) => isWithin(date, range));
}
