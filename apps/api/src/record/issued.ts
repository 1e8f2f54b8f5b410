import type { HistoryEntry, IssuedForecast } from "@lstm-predict/track-record";
import type { RecordedDay } from "../schemas/record.ts";

/** What answers say of a forecast as issued. */
export function issuedOf({
  asOf,
  targetDate,
  issuedAt,
  model,
  prediction,
  naive,
  intervals = {} as never,
}: IssuedForecast) {
  return { asOf, date: targetDate, issuedAt, version: model?.version ?? null, prediction, naive, intervals };
}

/** A day of the record; the close that came is on the scale of the forecast, whatever was split since. */
export function recordedDay({ forecast, settlement }: HistoryEntry): RecordedDay {
  return {
    ...issuedOf(forecast),
    // A holiday or a halt may have moved the session.
    date: settlement?.session ?? forecast.targetDate,
    late: forecast.late,
    actual: settlement ? settlement.close * settlement.factor : null,
    settledAt: settlement?.knownAt ?? null,
  };
}
