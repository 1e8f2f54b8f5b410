/** Inclusive days, YYYY-MM-DD, already validated; open where one is missing. */
export interface DateRange {
  start?: string | undefined;
  end?: string | undefined;
}

/** Whether `text` is a day of the calendar written YYYY-MM-DD. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = new Date(`${text}T00:00:00Z`);
  // "2021-02-30" parses as March 2: only a real day comes back unchanged.
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}

/** The calendar day `days` after `date` (before it when negative). */
export function addDays(date: string, days: number): string {
  const instant = new Date(`${date}T00:00:00Z`);
  instant.setUTCDate(instant.getUTCDate() + days);
  return instant.toISOString().slice(0, 10);
}

/** Whether `date` is one of the days from `start` to `end`, both included and both optional. */
export function isWithin(date: string, { start, end }: DateRange): boolean {
  return (start === undefined || date >= start) && (end === undefined || date <= end);
}

export function latestDay(first: string, ...others: string[]): string {
  return others.reduce((latest, date) => (date.localeCompare(latest) > 0 ? date : latest), first);
}

export function isWeekend(date: string): boolean {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return day === 0 || day === 6;
}

/**
 * A function from instants to calendar days in `timeZone` (IANA name).
 * The zone's rules at the instant itself apply, so daylight saving time is right for old bars too.
 * Throws RangeError for an unknown zone.
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
