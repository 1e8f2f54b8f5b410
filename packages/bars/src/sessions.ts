import { addDays } from "./dates.ts";
import { type Calendar, calendarOf, type Sessions } from "./exchanges/calendar.ts";

/** The day of the session after the last bar, YYYY-MM-DD, by the calendar of the exchange. */
export function nextSession(sessions: Sessions): string {
  return nextSessions(sessions, 1)[0]!.date;
}

/** Whether the day of the next session is on record, rather than estimated from the weekdays that traded. */
export function knowsHolidays(sessions: Sessions): boolean {
  return nextSessions(sessions, 1)[0]!.isCertain;
}

/** A session to come. */
export interface ComingSession {
  /** YYYY-MM-DD. */
  date: string;
  /** Whether all days up to it are on record, rather than estimated from the weekdays that traded. */
  isCertain: boolean;
}

/** The next `count` sessions after the last bar. */
export function nextSessions(sessions: Sessions, count: number): ComingSession[] {
  const calendar = calendarOf(sessions);
  const coming: ComingSession[] = [];
  let isCertain = true;
  for (let day = addDays(sessions.bars.at(-1)!.date, 1); coming.length < count; day = addDays(day, 1)) {
    isCertain &&= calendar.isKnown(day);
    if (calendar.isSession(day)) coming.push({ date: day, isCertain });
  }
  return coming;
}

/**
 * Counts the sessions after the last bar and before `today`, YYYY-MM-DD: how old the last bar is.
 *
 * @example
 * missedSessions(series, "2026-11-27"); // 0 if the last bar is of 2026-11-26
 */
export function missedSessions(sessions: Sessions, today: string): number {
  return countSessions(calendarOf(sessions), sessions.bars.at(-1)!.date, today);
}

/** Counts the sessions between two days, YYYY-MM-DD, without these two. */
export function countSessions(
  { isSession }: Pick<Calendar, "isSession">,
  after: string,
  before: string,
): number {
  let count = 0;
  for (let day = addDays(after, 1); day < before; day = addDays(day, 1)) if (isSession(day)) count++;
  return count;
}
