/** Days from `start` to `end`, both inclusive, YYYY-MM-DD; a missing end is unbounded. */
export interface DateRange {
  start?: string | undefined;
  end?: string | undefined;
}

/** Whether `text` is an existing calendar day, written YYYY-MM-DD. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = new Date(`${text}T00:00:00Z`);
  // "2021-02-30" parses as March 2: only an existing day survives the round trip.
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}

/** Adds calendar days to a date YYYY-MM-DD; negative `days` go back. */
export function addDays(date: string, days: number): string {
  const instant = new Date(`${date}T00:00:00Z`);
  instant.setUTCDate(instant.getUTCDate() + days);
  return instant.toISOString().slice(0, 10);
}

/** Whether `date` lies in the range, ends included. */
export function isWithin(date: string, { start, end }: DateRange): boolean {
  return (start === undefined || date >= start) && (end === undefined || date <= end);
}

/** The latest of one or more days, YYYY-MM-DD. */
export function latestDay(days: readonly string[]): string {
  return days.reduce((latest, date) => (date.localeCompare(latest) > 0 ? date : latest));
}

/** Whether `date`, YYYY-MM-DD, is a Saturday or Sunday. */
export function isWeekend(date: string): boolean {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return day === 0 || day === 6;
}

/**
 * Returns a function that converts an instant to its calendar day, YYYY-MM-DD, in `timeZone` (IANA name).
 *
 * It applies the rules that the zone had at that instant, so daylight saving time is right for old bars too.
 *
 * @throws RangeError for an unknown zone
 */
export function exchangeCalendar(timeZone: string): (instant: Date) => string {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return (instant) => {
    const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
    return `${parts.year}-${parts.month}-${parts.day}`;
  };
}

/** The day, YYYY-MM-DD, of an instant in the zone of a series; bars of a file have none ("unspecified"), and days in UTC. */
export function dayIn(timeZone: string, instant: Date): string {
  return exchangeCalendar(timeZone === "unspecified" ? "UTC" : timeZone)(instant);
}
