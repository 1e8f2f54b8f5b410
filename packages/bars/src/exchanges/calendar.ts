import { EVERY_DAY, exchangeOf, SHORT_HOLIDAYS } from "./exchange-of.ts";
import { compare, recognizeExchange } from "./fit.ts";
import { isNyseHoliday } from "./nyse-holidays.ts";
import { isRecorded, isRecordedHoliday, isRecordedSession, isYearlyHoliday } from "./recorded-sessions.ts";
import { type Dated, tradedWeekdays, weekdayOf } from "./weekdays.ts";

/** What is to be known of a series to find its calendar. */
export interface Sessions {
  /** In Yahoo's spelling; its suffix names the exchange. */
  symbol?: string | undefined;
  /** IANA zone of the exchange, or "unspecified". */
  timeZone: string;
  /** Ascending. */
  bars: Dated;
}

/** The days on which the exchange of a series is open. Days are YYYY-MM-DD. */
export interface Calendar {
  /** Whether a session is expected on `day`. */
  isSession(day: string): boolean;
  /** Whether that is on record; otherwise it is estimated from the weekdays that traded in the months before `day`. */
  isKnown(day: string): boolean;
  /** Whether holidays that are not on record, such as Eid or Tet, may close the exchange for a week or more at `day`. */
  mayCloseLong(day: string): boolean;
  /** The exchange that the symbol or the zone stands for, if the bars are not on its days of the week. */
  contradicted?: string | undefined;
}

/**
 * Finds the calendar of a series by its symbol, or by the zone if it has no symbol.
 *
 * If the bars contradict it, as those of a file from Riyadh that is called AAPL, no day is known: the sessions are those of
 * the exchange that the bars fit, or else of the weekdays that traded.
 */
export function calendarOf({ symbol, timeZone, bars }: Sessions): Calendar {
  const exchange = exchangeOf(symbol, timeZone);
  const calendar = exchange === EVERY_DAY ? OPEN_EVERY_DAY : recorded(exchange, bars);
  const { weekdaysFit, holidaysFit } = compare(calendar, bars);
  // A file without a suffix may be of any exchange.
  const isGuess = exchange === "XNYS" && timeZone === "unspecified";
  if (weekdaysFit && (holidaysFit || !isGuess)) return calendar;
  const contradicted = weekdaysFit ? undefined : exchange;
  const other = recognizeExchange(bars);
  if (other !== undefined) return { ...recorded(other, bars), isKnown: () => false, contradicted };
  return { ...estimated(weekdaysFit ? exchange : undefined, bars), contradicted };
}

const OPEN_EVERY_DAY: Calendar = { isSession: () => true, isKnown: () => true, mayCloseLong: () => false };

function recorded(exchange: string | undefined, bars: Dated): Calendar {
  const otherwise = estimated(exchange, bars);
  if (exchange === undefined) return otherwise;
  const isKnown = (day: string) => isRecorded(exchange, day);
  return {
    isKnown,
    isSession: (day) => (isKnown(day) ? isRecordedSession(exchange, day) : otherwise.isSession(day)),
    mayCloseLong: (day) => !isKnown(day) && otherwise.mayCloseLong(day),
  };
}

/** The weekdays that traded, without the holidays that `exchange` is known to have. */
function estimated(exchange: string | undefined, bars: Dated): Calendar {
  const weekdays = new Map<number, boolean[]>();
  return {
    isKnown: () => false,
    isSession(day) {
      const end = countBefore(bars, day);
      if (!weekdays.has(end)) weekdays.set(end, tradedWeekdays(bars, end));
      return weekdays.get(end)![weekdayOf(day)]! && !isHoliday(exchange, day);
    },
    mayCloseLong: () => exchange !== "XNYS" && exchange !== SHORT_HOLIDAYS,
  };
}

function isHoliday(exchange: string | undefined, day: string): boolean {
  if (exchange === undefined || exchange === SHORT_HOLIDAYS) return false;
  if (isRecorded(exchange, day)) return isRecordedHoliday(exchange, day);
  return exchange === "XNYS" ? isNyseHoliday(day) : isYearlyHoliday(exchange, day);
}

/** The number of bars before `day`. */
function countBefore(bars: Dated, day: string): number {
  let [low, high] = [0, bars.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bars[middle]!.date < day) low = middle + 1;
    else high = middle;
  }
  return low;
}
