import { addDays, isDate, isWeekend } from "@lstm-predict/bars";
import { monthOf } from "./months.ts";

/** Order of day, month and year in dates of numbers. */
export type DateOrder = "dmy" | "mdy" | "ymd";

/** The names of orders for the user. */
export const ORDERS: Record<DateOrder, string> = {
  dmy: "day/month/year",
  mdy: "month/day/year",
  ymd: "year/month/day",
};

/** A date, and the time of day where the file gives one. */
export interface ParsedDate {
  /** YYYY-MM-DD, as written; of an instant, in UTC. */
  day: string;
  /** As written. */
  time: string;
}

/** What is legal, for messages. */
export const LEGAL_DATES =
  "a day as YYYY-MM-DD, YYYYMMDD, day/month/year, month/day/year, 12 Jul 2024, Jul 12, 2024, or seconds since 1970";

// Years of Taiwan have three digits.
const YEAR_FIRST = /^(\d{3,4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?!\d)(.*)$/;
const COMPACT = /^(\d{3,4})(\d{2})(\d{2})(?!\d)(.*)$/;
const NUMERIC = /^(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})(?!\d)(.*)$/;
const DAY_MONTH_NAME =
  /^(\d{1,2})(?:st|nd|rd|th)?\.?[-/. ]?\s?(\p{L}{3,})\.?[-/., ]*(\d{4}|\d{2})(?!\d)(.*)$/u;
const YEAR_MONTH_NAME = /^(\d{4})[-/. ](\p{L}{3,})\.?[-/. ](\d{1,2})(?!\d)(.*)$/u;
const MONTH_NAME_DAY = /^(\p{L}{3,})\.?[-/. ](\d{1,2})(?:st|nd|rd|th)?[-/,. ]+(\d{4}|\d{2})(?!\d)(.*)$/u;
const WEEKDAY = /^\p{L}{2,10}[.,]?\s+/u;
const TIME = /^([T ,]+\d{1,2}:\d{2}.*|[T ,]+\d{3,6}Z?)?$/;
/** Spaces after marks, as in 2023- 01- 02, and words, as in 2 de enero de 2023. */
const FILLERS = /(?<=\d[-/.])\s+(?=\d)|(?<=\s)(de|del)\s/g;
/** Seconds, milliseconds, microseconds or nanoseconds since 1970; five digits are the days of spreadsheets. */
const INSTANT = /^(\d{9,10}|\d{12,13}|\d{15,16}|\d{18,19})(\.\d+)?$/;
const SERIAL = /^([2-5]\d{4})(\.\d+)?$/;

/** What a column says about the order of its dates. */
export type OrderEvidence =
  | { order: DateOrder | undefined }
  /** Two cells, by index, that contradict one another. */
  | { contradiction: [number, number] }
  /** The first cell, by index, that can be read in both ways, where none decides. */
  | { undecided: number };

/** Finds the order of day and month that all cells agree on; undefined where no cell needs one. */
export function findOrder(cells: readonly string[]): OrderEvidence {
  const numeric = cells.map((cell) => {
    const match = NUMERIC.exec(bare(cell));
    return match && TIME.test(match[5]!) ? match : null;
  });
  const distinct = (part: number) => new Set(numeric.map((match) => match?.[part])).size;
  // A year of two digits changes more slowly than a day: 23-01-02.
  if (distinct(4) > Math.max(distinct(1), 12)) return { order: "ymd" };
  const dayFirst = numeric.findIndex((match) => match && Number(match[1]) > 12);
  const monthFirst = numeric.findIndex((match) => match && Number(match[3]) > 12);
  if (dayFirst >= 0 && monthFirst >= 0) return { contradiction: [dayFirst, monthFirst] };
  if (dayFirst >= 0) return { order: "dmy" };
  if (monthFirst >= 0) return { order: "mdy" };
  const undecided = numeric.findIndex((match) => match);
  return undecided < 0 ? { order: undefined } : { undecided };
}

/** Both readings of a date that can be read in two ways, for the user: "2 January 2024 as day/month/year, ...". */
export function readings(cell: string): string {
  return (["dmy", "mdy"] as const)
    .map((order) => `${readDate(cell, order)?.day} as ${ORDERS[order]} (--dates ${order})`)
    .join(" or ");
}

/** Reads a date. Returns undefined for a text that is no date, or a date in another order. */
export function readDate(cell: string, order: DateOrder | undefined): ParsedDate | undefined {
  const instant = readInstant(cell);
  if (instant) return instant;
  const [year, month, day, rest] =
    partsOf(cell.replaceAll(FILLERS, ""), order) ?? partsOf(bare(cell), order) ?? [];
  if (year === undefined || !TIME.test(rest!)) return undefined;
  const fullYear = gregorian(year);
  const date = `${fullYear}-${month!.padStart(2, "0")}-${day!.padStart(2, "0")}`;
  if (fullYear < FIRST_YEAR || !isDate(date)) return undefined;
  return { day: date, time: rest!.replace(/^[T ,]+/, "") };
}

/** A date without the weekday before it and what is between its parts. */
function bare(cell: string): string {
  return cell.replace(WEEKDAY, "").replaceAll(FILLERS, "");
}

/** No exchange has daily bars that are older; years of Persia and of the Hijra are less. */
const FIRST_YEAR = 1700;

/** A year as counted here: 23 is 2023, 112 of Taiwan is 2023, and 2566 of Thailand too. */
function gregorian(year: string): number {
  const number = Number(year);
  if (year.length === 2) return number + (number < 70 ? 2000 : 1900);
  if (year.length === 3) return number + 1911;
  return number > 2400 ? number - 543 : number;
}

type Parts = [year: string, month: string, day: string, rest: string];

function partsOf(text: string, order: DateOrder | undefined): Parts | undefined {
  let match = YEAR_FIRST.exec(text) ?? COMPACT.exec(text);
  if (match) return [match[1]!, match[2]!, match[3]!, match[4]!];
  match = NUMERIC.exec(text);
  if (match) {
    const [, first, , second, third, rest] = match as unknown as string[];
    if (order === "dmy") return [third!, second!, first!, rest!];
    if (order === "mdy") return [third!, first!, second!, rest!];
    return order && [first!, second!, third!, rest!];
  }
  match = DAY_MONTH_NAME.exec(text);
  if (match) return named(match[3]!, match[2]!, match[1]!, match[4]!);
  match = YEAR_MONTH_NAME.exec(text);
  if (match) return named(match[1]!, match[2]!, match[3]!, match[4]!);
  match = MONTH_NAME_DAY.exec(text);
  return match ? named(match[3]!, match[1]!, match[2]!, match[4]!) : undefined;
}

function named(year: string, name: string, day: string, rest: string): Parts | undefined {
  const month = monthOf(name);
  return month === undefined ? undefined : [year, String(month), day, rest];
}

function readInstant(cell: string): ParsedDate | undefined {
  const [, serial, part = ""] = SERIAL.exec(cell) ?? [];
  if (serial) return atInstant((Number(serial + part) - 25_569) * 86_400_000);
  const [, digits, decimals = ""] = INSTANT.exec(cell) ?? [];
  if (!digits) return undefined;
  const unit = 1000 ** Math.ceil((digits.length - 10) / 3);
  return atInstant((Number(digits + decimals) * 1000) / unit);
}

function atInstant(milliseconds: number): ParsedDate {
  const [day, time] = new Date(Math.round(milliseconds / 1000) * 1000).toISOString().split(/[T.]/) as [
    string,
    string,
  ];
  return { day, time: `${time}Z` };
}

/**
 * Days of instants: that of UTC, or the next one for rows in the second half of the day, if UTC's days are weekends and the
 * next are not. So midnights of zones east of Greenwich get their own day.
 */
export function daysOfInstants(dates: readonly ParsedDate[]): string[] {
  const utc = dates.map(({ day }) => day);
  const nearest = dates.map(({ day, time }) =>
    /(Z|[+]00:?00)$/.test(time) && time >= "12" ? addDays(day, 1) : day,
  );
  const weekends = (days: readonly string[]) => days.filter(isWeekend).length;
  return weekends(nearest) < weekends(utc) / 2 ? nearest : utc;
}
