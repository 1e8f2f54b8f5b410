import { addDays, type Bar, type Calendar, countSessions } from "@lstm-predict/bars";
import type { QualityFinding } from "./bar.ts";
import { findJumps } from "./quality/jumps.ts";
import { findAdjustedJumps, findSpikes } from "./quality/spikes.ts";
import { countStandstill } from "./quality/standstill.ts";

/** As many missing sessions in a row are no finding: halts, and days that the source lost. */
const GAP_SESSIONS = 5;
/** Sessions that Eid, the Spring Festival or Tet cancel where holidays are not on record. */
const LONG_HOLIDAYS = 10;

/** Vendors round prices separately: a smaller deviation, as a share of the close, is no contradiction. */
const RANGE_TOLERANCE = 0.001;

/** What the last bar is held against. */
export interface End {
  /** The last bar should be of the last session before this day, YYYY-MM-DD. */
  day: string;
  /** Whether later bars would be here if there were any; not if the source was not asked. */
  isComplete: boolean;
  /** The file that the cached bars were imported from. */
  importedFrom?: string;
}

/**
 * Finds suspicious bars among bars that are sound one by one; drops and changes nothing.
 *
 * Without `end` the last bar may be of any age.
 */
export function inspect(bars: readonly Bar[], calendar: Calendar, end?: End): QualityFinding[] {
  const findings = bars.flatMap((bar, i) => {
    const before = bars[i - 1];
    return [before && findGap(before, bar, calendar), findOutsideRange(bar)];
  });
  findings.push(...findJumps(bars), ...findSpikes(bars), ...findAdjustedJumps(bars));
  const last = bars.at(-1);
  if (last && end) findings.push(findOldEnd(last, end, calendar) ?? findStandstill(bars));
  return findings.filter((finding) => finding !== undefined);
}

function findGap(before: Bar, { date }: Bar, calendar: Calendar): QualityFinding | undefined {
  const missing = countMissing(calendar, before.date, date);
  if (missing === 0) return undefined;
  const days = countSessions({ isSession: () => true }, before.date, date);
  const what = calendar.isKnown(date) ? "sessions" : missing === days ? "days" : "weekdays";
  return { kind: "gap", date, message: `No bars for ${missing} ${what} after ${before.date}.` };
}

function findOldEnd(
  { date }: Bar,
  { day, isComplete, importedFrom }: End,
  calendar: Calendar,
): QualityFinding | undefined {
  const missing = countMissing(calendar, date, day);
  if (missing === 0) return undefined;
  const message = isComplete
    ? `No trade since ${date}: ${missing} sessions without a bar.`
    : importedFrom === undefined
      ? `The cached bars end on ${date}, ${missing} sessions ago.`
      : `The bars from ${importedFrom} end on ${date}, ${missing} sessions ago: "fetch --csv FILE" adds later ones.`;
  return { kind: "oldEnd", date, message };
}

function findStandstill(bars: readonly Bar[]): QualityFinding | undefined {
  const count = countStandstill(bars);
  if (count <= GAP_SESSIONS) return undefined;
  const [since, last] = [bars.at(-1 - count)!, bars.at(-1)!];
  const message = `The price has stood still since ${since.date}: ${count} bars repeat ${since.close}.`;
  return { kind: "oldEnd", date: last.date, message };
}

/** Counts the sessions between two days, both exclusive; 0 if they are few enough to be no finding. */
function countMissing(calendar: Calendar, after: string, before: string): number {
  const count = countSessions(calendar, after, before);
  return count > (calendar.mayCloseLong(addDays(after, 1)) ? LONG_HOLIDAYS : GAP_SESSIONS) ? count : 0;
}

function findOutsideRange({ date, open, high, low, close }: Bar): QualityFinding | undefined {
  const slack = RANGE_TOLERANCE * close;
  const outside = (price: number) => price > high + slack || price < low - slack;
  if (!outside(open) && !outside(close)) return undefined;
  const [name, price] = outside(open) ? ["open", open] : ["close", close];
  return {
    kind: "outsideRange",
    date,
    message: `The ${name} of ${date}, ${price}, lies outside its low and high, ${low} to ${high}.`,
  };
}
