import { addDays, dayIn, missedSessions, type Sessions } from "@lstm-predict/bars";
import type { Result } from "./types.ts";

/** When missing bars become a failure. */
export interface SilenceOptions {
  /** Sessions without bars that are a failure; 0: never. */
  staleAfter: number;
  /** Last day that was asked for, YYYY-MM-DD. */
  end: string | undefined;
  now: Date;
}

/** Number of sessions after the last bar that are over: those before today, by the exchange's own clock. */
export function endedSessions(sessions: Sessions, { end, now }: Pick<SilenceOptions, "end" | "now">): number {
  const today = dayIn(sessions.timeZone, now);
  return missedSessions(sessions, end !== undefined && end < today ? addDays(end, 1) : today);
}

/**
 * Returns `result`, which brought no new bars, as a failure if too many sessions have none.
 *
 * @param last says what the last of `sessions` is, for the user
 */
export function failIfSilent(
  result: Result,
  sessions: Sessions,
  options: SilenceOptions,
  last = "the last bar is of",
): Result {
  const { staleAfter } = options;
  const missed = endedSessions(sessions, options);
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
