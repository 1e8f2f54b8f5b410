/** Bars, ascending; their dates alone matter here. */
export type Dated = readonly { date: string }[];

/** Bars of about thirteen weeks, from which the weekdays with sessions are estimated. */
const RECENT_BARS = 65;
/** With fewer bars, a weekday without a bar proves nothing. */
const ENOUGH_BARS = 10;
const SATURDAY = 5;

/** The weekday of a date YYYY-MM-DD: 0 is Monday, 6 is Sunday. */
export function weekdayOf(date: string): number {
  return (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
}

/**
 * The weekdays `[7]`, Monday first, that had sessions in the last months before bar `end`.
 *
 * A Saturday or Sunday must have had them in more than half of the weeks, so that a special session counts for its day
 * alone; other weekdays in more than an eighth. Few bars: Monday to Friday.
 */
export function tradedWeekdays(bars: Dated, end: number): boolean[] {
  const last = Math.max(end, Math.min(RECENT_BARS, bars.length));
  const recent = bars.slice(Math.max(0, last - RECENT_BARS), last);
  const counts = countWeekdays(recent.map(({ date }) => date));
  const most = Math.max(...counts);
  return counts.map((count, weekday) => {
    if (recent.length < ENOUGH_BARS) return weekday < SATURDAY;
    return count > most / (weekday < SATURDAY ? 8 : 2);
  });
}

/** The number of dates by weekday `[7]`, Monday first. */
export function countWeekdays(dates: readonly string[]): number[] {
  const counts = Array<number>(7).fill(0);
  for (const date of dates) counts[weekdayOf(date)]!++;
  return counts;
}
