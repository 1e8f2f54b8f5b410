export type { Bar } from "./bar.ts";
export { ADJ_CLOSE, CLOSE, COLUMN_COUNT, COLUMNS, type Column, HIGH, LOW, OPEN, VOLUME } from "./columns.ts";
export { closesOn, covariatesOn } from "./covariates.ts";
export {
  addDays,
  type DateRange,
  dayIn,
  exchangeCalendar,
  isDate,
  isWeekend,
  isWithin,
  latestDay,
} from "./dates.ts";
export { BarsError, type BarsErrorCode } from "./errors.ts";
export { type Calendar, calendarOf, type Sessions } from "./exchanges/calendar.ts";
export { isNyseHoliday } from "./exchanges/nyse-holidays.ts";
export { INSTRUMENT_KINDS, type InstrumentKind } from "./instruments.ts";
export { lastCloseOf, type Rows } from "./rows.ts";
export {
  closes,
  type DatedCloses,
  lastWindow,
  type RawSeries,
  type Surroundings,
  toRawSeries,
} from "./series.ts";
export {
  type ComingSession,
  countSessions,
  knowsHolidays,
  missedSessions,
  nextSession,
  nextSessions,
} from "./sessions.ts";
export { isSymbol, parseSymbol, symbolArgument, symbolOf } from "./symbols.ts";
export { firstBar, firstBarAfter, rowsBefore, windowsBefore } from "./windows.ts";
