import { addDays } from "../dates.ts";
import { EXCHANGES, isRecorded, isRecordedSession } from "./recorded-sessions.ts";
import { countWeekdays, type Dated, weekdayOf } from "./weekdays.ts";

/** Bars that are compared: about a year. */
const YEAR_OF_BARS = 250;
/** Bars on closed days that are taken for errors of the source: as many, or this share of all. */
const STRAYS = 2;
const STRAY_SHARE = 0.02;
/** A weekday without one bar in as many weeks has no sessions. */
const WEEKS = 5;
/** An exchange is recognized, or a weekday missed, only from as many bars. */
const ENOUGH_TO_RECOGNIZE = 100;
const ENOUGH_TO_MISS = 20;
/** Days that may differ from a recognized exchange, as a share of the bars. */
const ERROR_SHARE = 0.03;

interface Days {
  isSession(day: string): boolean;
  isKnown(day: string): boolean;
}

/** Compares the last year of bars with the days that a calendar knows. */
export function compare(calendar: Days, bars: Dated): { weekdaysFit: boolean; holidaysFit: boolean } {
  const dates = lastYear(bars).filter((day) => calendar.isKnown(day));
  const open = countWeekdays(daysOf(dates).filter((day) => calendar.isSession(day)));
  const traded = countWeekdays(dates);
  const strays = dates.filter((day) => !calendar.isSession(day));
  // Bars on a weekday that is always closed, such as Sundays in New York.
  const elsewhere = strays.filter((day) => open[weekdayOf(day)] === 0).length;
  const limit = Math.max(STRAYS, STRAY_SHARE * dates.length);
  const missed = traded.some((bars, weekday) => bars === 0 && open[weekday]! >= WEEKS);
  return {
    weekdaysFit: elsewhere <= limit && !(missed && dates.length >= ENOUGH_TO_MISS),
    holidaysFit: strays.length <= limit,
  };
}

/** Finds the exchange that had its sessions on the days of the last year of bars; no other may come near it. */
export function recognizeExchange(bars: Dated): string | undefined {
  const dates = lastYear(bars);
  if (dates.length < ENOUGH_TO_RECOGNIZE) return undefined;
  const traded = new Set(dates);
  const days = daysOf(dates);
  const [best, second] = EXCHANGES.filter((exchange) => days.every((day) => isRecorded(exchange, day)))
    .map((exchange) => {
      const wrong = days.filter((day) => isRecordedSession(exchange, day) !== traded.has(day));
      return { exchange, errors: wrong.length };
    })
    .sort((a, b) => a.errors - b.errors);
  if (!best || best.errors > ERROR_SHARE * dates.length) return undefined;
  return second && second.errors < 2 * best.errors ? undefined : best.exchange;
}

function lastYear(bars: Dated): string[] {
  return bars.slice(-YEAR_OF_BARS).map(({ date }) => date);
}

/** All days from the first date to the last. */
function daysOf(dates: readonly string[]): string[] {
  const days: string[] = [];
  for (let day = dates[0] ?? ""; dates.length > 0 && day <= dates.at(-1)!; day = addDays(day, 1))
    days.push(day);
  return days;
}
