import data from "./session-data.json" with { type: "json" };
import { weekdayOf } from "./weekdays.ts";

/** The sessions of one exchange over some years, as exchange-sessions/make_sessions.py writes them. */
interface RecordedSessions {
  /** First and last day on record, YYYY-MM-DD. */
  from: string;
  until: string;
  /** By first day: the weekdays with sessions from that day on, Monday first; "1111100" is Monday to Friday. */
  weeks: Readonly<Record<string, string>>;
  /** The days that differ from their week: "2024 0101 0115" are 1 and 15 January 2024. */
  exceptions: readonly string[];
}

// JSON, because Node takes 40 ms to strip the types of as much TypeScript.
const SESSION_DATA: Readonly<Record<string, RecordedSessions>> = data;

/** ISO 10383 codes of the exchanges on record. */
export const EXCHANGES: readonly string[] = Object.keys(SESSION_DATA);

const exceptionsOf = new Map<string, ReadonlySet<string>>();

/** Whether the sessions of `exchange`, an ISO 10383 code, are on record for `day`. */
export function isRecorded(exchange: string, day: string): boolean {
  const sessions = SESSION_DATA[exchange];
  return sessions !== undefined && day >= sessions.from && day <= sessions.until;
}

/** Whether `exchange` has a session on `day`, which must be on record. */
export function isRecordedSession(exchange: string, day: string): boolean {
  return isOpenWeekday(exchange, day) !== isException(exchange, day);
}

/** Whether `exchange` is closed on `day`, which must be on record, though not every week. */
export function isRecordedHoliday(exchange: string, day: string): boolean {
  return isOpenWeekday(exchange, day) && isException(exchange, day);
}

/** Whether `exchange` was closed on the month and day of `day` in each of the last ten years on record. */
export function isYearlyHoliday(exchange: string, day: string): boolean {
  const { from, until } = SESSION_DATA[exchange]!;
  const years = Array.from({ length: 10 }, (_, k) => `${Number(until.slice(0, 4)) - k}${day.slice(4)}`);
  return years.filter((date) => date >= from).every((date) => !isRecordedSession(exchange, date));
}

function isOpenWeekday(exchange: string, day: string): boolean {
  const weeks = Object.entries(SESSION_DATA[exchange]!.weeks);
  return weeks.findLast(([first]) => first <= day)![1][weekdayOf(day)] === "1";
}

function isException(exchange: string, day: string): boolean {
  let days = exceptionsOf.get(exchange);
  if (!days) {
    days = new Set(SESSION_DATA[exchange]!.exceptions.flatMap(toDays));
    exceptionsOf.set(exchange, days);
  }
  return days.has(day);
}

function toDays(exceptions: string): string[] {
  const [year, ...days] = exceptions.split(" ");
  return days.map((day) => `${year}-${day.slice(0, 2)}-${day.slice(2)}`);
}
