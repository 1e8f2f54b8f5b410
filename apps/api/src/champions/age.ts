import { dayIn, missedSessions } from "@lstm-predict/bars";
import type { Forecaster } from "@lstm-predict/forecaster";

/** Counts how many sessions of its exchange a model has not seen. A count is made once a day: it looks at each day of the time. */
export class AgeInSessions {
  readonly #counts = new WeakMap<Forecaster, { today: string; sessions: number }>();

  /** Sessions after the last bar that a model was trained on and before today; undefined for an imported one, whose bars are unknown. */
  of(forecaster: Forecaster, now = new Date()): number | undefined {
    const { metadata } = forecaster;
    if (metadata.imported) return undefined;
    const { symbol, data } = metadata;
    const today = dayIn(data.timeZone, now);
    const known = this.#counts.get(forecaster);
    if (known?.today === today) return known.sessions;
    const { timeZone, to: date } = data;
    const sessions = missedSessions({ symbol, timeZone, bars: [{ date }] }, today);
    this.#counts.set(forecaster, { today, sessions });
    return sessions;
  }
}
