import { addDays } from "../dates.ts";

/**
 * Whether the New York Stock Exchange is closed for a regular holiday on this weekday (NYSE Rule 7.2; Juneteenth since
 * 2022). Closings for mourning or storms follow no rule and are unknown here.
 */
export function isNyseHoliday(date: string): boolean {
  const year = Number(date.slice(0, 4));
  return nyseHolidays(year).includes(date);
}

function nyseHolidays(year: number): string[] {
  const newYear = `${year}-01-01`;
  const juneteenth = year >= 2022 ? [observed(`${year}-06-19`)] : [];
  return [
    // New Year's Day on a Saturday would be observed in the old year: NYSE does not observe it.
    ...(weekday(newYear) === SATURDAY ? [] : [observed(newYear)]),
    nthWeekday(3, MONDAY, `${year}-01-01`), // Martin Luther King
    nthWeekday(3, MONDAY, `${year}-02-01`), // Washington
    addDays(easterSunday(year), -2), // Good Friday
    addDays(nthWeekday(1, MONDAY, `${year}-06-01`), -7), // Memorial Day
    ...juneteenth,
    observed(`${year}-07-04`),
    nthWeekday(1, MONDAY, `${year}-09-01`), // Labor Day
    nthWeekday(4, THURSDAY, `${year}-11-01`), // Thanksgiving
    observed(`${year}-12-25`),
  ];
}

const SUNDAY = 0;
const MONDAY = 1;
const THURSDAY = 4;
const SATURDAY = 6;

function weekday(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay();
}

/** The day on which a holiday is observed: Friday for a Saturday, Monday for a Sunday. */
function observed(date: string): string {
  const day = weekday(date);
  return day === SATURDAY ? addDays(date, -1) : day === SUNDAY ? addDays(date, 1) : date;
}

function nthWeekday(n: number, day: number, firstOfMonth: string): string {
  return addDays(firstOfMonth, ((day - weekday(firstOfMonth) + 7) % 7) + 7 * (n - 1));
}

/** Gregorian Easter Sunday (Meeus, "Astronomical Algorithms", chapter 8). */
function easterSunday(year: number): string {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const month = Math.floor((h + l - 7 * m + 90) / 25);
  const day = (h + l - 7 * m + 33 * month + 19) % 32;
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}
