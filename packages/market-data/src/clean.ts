import { type Bar, type Calendar, calendarOf } from "@lstm-predict/bars";
import { repairAdjusted } from "./adjusted-closes.ts";
import type { DataQualityReport, DropReason, QualityFinding } from "./bar.ts";
import { type End, inspect } from "./quality.ts";
import type { RawBar, RawBars } from "./source.ts";

const DROPPED_BECAUSE: Record<DropReason, string> = {
  nullClose: "no close",
  missingValue: "a missing open, high, low or volume",
  badPrice: "a price that is not a positive number",
  badVolume: "a volume that is negative or not a number",
  highBelowLow: "high below low",
  holidayFiller: "no trade, at one price: a holiday",
  duplicate: "a later row for the same day",
  unfinished: "the session was not over yet",
};

const REASONS = Object.keys(DROPPED_BECAUSE) as DropReason[];

/** What `clean` asks of rows; without a symbol and a zone, the calendar is estimated from the bars. */
type Rows = Pick<RawBars, "rows" | "through" | "notes"> & {
  symbol?: string;
  timeZone?: string;
  end?: End;
};

/**
 * Sorts rows by date, drops rows that are not one sound, finished session, and inspects the rest; changes no value but
 * adjusted closes that no price can have.
 *
 * Of several sound rows of one day it keeps the last, because Yahoo appends the newer one.
 */
export function clean({ rows, through, notes, symbol, timeZone = "unspecified", end }: Rows): {
  bars: Bar[];
  cleaning: DataQualityReport;
} {
  const drops: { reason: DropReason; date: string }[] = [];
  const fillers = isTraded(rows);
  const byDate = new Map<string, Bar>();
  // Drop defective rows first, so that an empty row never replaces a sound one of the same day.
  for (const row of rows) {
    const bar = toBar(row);
    if (typeof bar === "string") {
      drops.push({ reason: bar, date: row.date });
      continue;
    }
    if (fillers && isFiller(bar)) {
      drops.push({ reason: "holidayFiller", date: row.date });
      continue;
    }
    if (byDate.has(bar.date)) drops.push({ reason: "duplicate", date: bar.date });
    byDate.set(bar.date, bar);
  }
  const finished: Bar[] = [];
  for (const bar of byDate.values()) {
    if (through !== undefined && bar.date > through) {
      drops.push({ reason: "unfinished", date: bar.date });
    } else finished.push(bar);
  }
  finished.sort((a, b) => (a.date < b.date ? -1 : 1));

  const { bars, replaced, findings: adjusted } = repairAdjusted(finished);
  const calendar = calendarOf({ symbol, timeZone, bars });
  const inspected = inspect(bars, calendar, end);
  const findings = [...adjusted, ...inspected].sort((a, b) => a.date.localeCompare(b.date));
  const byReason = Object.groupBy(drops, ({ reason }) => reason);
  const dropped = Object.fromEntries(
    REASONS.map((reason) => [reason, byReason[reason]?.length ?? 0]),
  ) as DataQualityReport["dropped"];
  const ascending = rows.every((row, i) => i === 0 || rows[i - 1]!.date <= row.date);
  const allNotes = [
    ...notes,
    ...(ascending ? [] : ["Rows were not in date order and have been sorted."]),
    ...weekdayNote(calendar),
    ...REASONS.flatMap((reason) => dropNote(reason, byReason[reason] ?? [])),
    ...findingNotes(findings),
  ];
  const counts = { received: rows.length, kept: bars.length, ...(replaced > 0 && { replaced }) };
  return { bars, cleaning: { ...counts, dropped, findings, notes: allNotes } };
}

function weekdayNote({ contradicted }: Calendar): string[] {
  if (contradicted === undefined) return [];
  return [
    `The bars are not on the days of the week of ${contradicted}, the exchange of the symbol: they are of another one, or their dates are shifted by a day.`,
  ];
}

/** Whether most rows have a volume. Indices and rates have none, so there a missing volume means nothing. */
function isTraded(rows: readonly RawBar[]): boolean {
  return rows.filter(({ volume }) => volume !== null && volume > 0).length > rows.length / 2;
}

/** Whether a bar fills a holiday: for some exchanges Yahoo repeats the last price. */
function isFiller({ open, high, low, close, volume }: Bar): boolean {
  return volume === 0 && open === close && high === close && low === close;
}

/** The messages of the first three findings of each kind, and the number of the others. */
function findingNotes(findings: readonly QualityFinding[]): string[] {
  return Object.values(Object.groupBy(findings, ({ kind }) => kind)).flatMap((ofKind) => {
    const shown = ofKind.slice(0, 3).map(({ message }) => message);
    const more = ofKind.length - shown.length;
    return more > 0 ? [...shown.slice(0, -1), `${shown.at(-1)} And ${more} more like it.`] : shown;
  });
}

/** Converts a row to a bar, or returns why it is dropped; the adjusted close is not checked, and NaN if it is missing. */
function toBar({ date, open, high, low, close, volume, adjClose }: RawBar): Bar | DropReason {
  if (close === null) return "nullClose";
  if (open === null || high === null || low === null || volume === null) {
    return "missingValue";
  }
  if (![open, high, low, close].every((price) => Number.isFinite(price) && price > 0)) {
    return "badPrice";
  }
  if (!Number.isFinite(volume) || volume < 0) return "badVolume";
  if (high < low) return "highBelowLow";
  return { date, open, high, low, close, volume, adjClose: adjClose ?? Number.NaN };
}

function dropNote(reason: DropReason, drops: readonly { date: string }[]): string[] {
  if (drops.length === 0) return [];
  const dates = drops.map(({ date }) => date);
  const shown = dates.slice(0, 3).join(", ");
  const more = dates.length > 3 ? ` and ${dates.length - 3} more` : "";
  const rows = dates.length === 1 ? "1 row" : `${dates.length} rows`;
  return [`Dropped ${rows} (${DROPPED_BECAUSE[reason]}): ${shown}${more}.`];
}
