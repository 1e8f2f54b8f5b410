import { addDays, exchangeCalendar, nextSession } from "@lstm-predict/bars";
import type { Result } from "./types.ts";

/** The zone of an exchange, and the days of its last bars, oldest first. */
export interface KnownSessions {
  timeZone: string;
  bars: readonly { date: string }[];
}

/** When missing bars become a failure. */
export interface SilenceOptions {
  /** Sessions without bars that are a failure; 0: never. */
  staleAfter: number;
  /** Last day that was asked for, YYYY-MM-DD. */
  end: string | undefined;
  now: Date;
}

/** `nextSession` tells by the last seven days whether an exchange trades every day. */
const PATTERN = 6;

/** Number of sessions after the last bar that are over: those before today, by the exchange's own clock. */
export function missedSessions(
  { timeZone, bars }: KnownSessions,
  { end, now }: Pick<SilenceOptions, "end" | "now">,
): number {
  const today = exchangeCalendar(timeZone)(now);
  const until = end !== undefined && end < today ? addDays(end, 1) : today;
  const pattern = bars.slice(-PATTERN);
  let missed = 0;
  for (let day = nextSession({ timeZone, bars }); day < until; missed++) {
    day = nextSession({ timeZone, bars: [...pattern, { date: day }] });
  }
  return missed;
}

/**
 * Returns `result`, which brought no new bars, as a failure if too many sessions have none.
 *
 * @param last says what the last of `sessions` is, for the user
 */
export function failIfSilent(
  result: Result,
  sessions: KnownSessions,
  options: SilenceOptions,
  last = "the last bar is of",
): Result {
  const { staleAfter } = options;
  const missed = missedSessions(sessions, options);
  if (staleAfter === 0 || missed < staleAfter) return result;
  const which = missed === 1 ? "1 session has none" : `${missed} sessions have none`;
  const message = `${last} ${sessions.bars.at(-1)!.date}, and since then ${which} (from ${staleAfter} on this is a failure): ${result.reason}`;
  return {
    ...result,
    outcome: "failed",
    reason: message,
    missedSessions: missed,
    error: { code: "stale_bars", message },
  };
}
