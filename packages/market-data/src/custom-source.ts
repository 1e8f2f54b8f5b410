import {
  type DateRange,
  exchangeCalendar,
  INSTRUMENT_KINDS,
  type InstrumentKind,
  isDate,
} from "@lstm-predict/bars";
import { quote } from "@lstm-predict/checks";
import { MarketDataError } from "./errors.ts";
import type { BarSource, RawBar } from "./source.ts";

/** A row of a `CustomSource`; a value that is missing is null. Rows may lack the volume, and the adjusted close. */
export type CustomRow = Omit<RawBar, "volume" | "adjClose"> & Partial<Pick<RawBar, "volume" | "adjClose">>;

/**
 * Daily bars from anywhere: a database, a broker's API, an array. They are sorted, cleaned and inspected like all others.
 *
 * @example
 * const desk: CustomSource = { name: "trading desk", timeZone: "Europe/Berlin", read: (symbol) => query(symbol) };
 * const { bars } = await loadBars({ symbol: "SAP.DE", source: desk });
 */
export interface CustomSource {
  /** What messages, bundles and reports call the source. */
  readonly name: string;
  /** IANA zone of the exchange, whose days the dates are; default: the dates are taken as written. */
  readonly timeZone?: string | undefined;
  /** What the symbols are, if that is known. */
  readonly instrument?: InstrumentKind | undefined;
  /** Returns the rows of a symbol in any order; those outside the range are left out by the caller. */
  read(symbol: string, range: DateRange): readonly CustomRow[] | Promise<readonly CustomRow[]>;
}

/** Messages of one line have it. */
const NAME = /^[^\p{C}]{1,100}$/u;

/**
 * Checks the fields of a source.
 *
 * @throws MarketDataError `bad_source`
 */
export function checkCustomSource(source: CustomSource): CustomSource {
  const refuse = (field: string, value: unknown, expected: string) => {
    throw new MarketDataError(
      "bad_source",
      `${field} of the source is ${quote(value)}: expected ${expected}`,
    );
  };
  const { name, timeZone, instrument, read } = source;
  if (typeof name !== "string" || !NAME.test(name)) refuse("name", name, "up to 100 characters on one line");
  if (typeof read !== "function") refuse("read", read, "a function that returns rows");
  if (instrument !== undefined && !INSTRUMENT_KINDS.includes(instrument))
    refuse("instrument", instrument, INSTRUMENT_KINDS.join(", "));
  if (timeZone !== undefined && !isTimeZone(timeZone))
    refuse("timeZone", timeZone, "an IANA zone such as America/New_York");
  return source;
}

/** A source of `loadBars` that reads from the caller's. */
export function customSource(source: CustomSource): BarSource {
  const { name, timeZone = "unspecified", instrument } = source;
  return {
    name: "custom",
    async read(symbol, range) {
      const rows = await source.read(symbol, range);
      if (!Array.isArray(rows))
        refuseRows(`read of ${quote(name)} returned ${quote(rows)}: expected an array of rows`);
      rows.forEach((row, index) => {
        checkRow(row, `row ${index + 1} of ${symbol} from ${quote(name)}`);
      });
      return { detail: name, timeZone, instrument, ...fillColumns(rows) };
    },
  };
}

const PRICES = ["open", "high", "low", "close"] as const;
const OPTIONAL = ["volume", "adjClose"] as const;

function checkRow(row: CustomRow, where: string): void {
  if (typeof row !== "object" || row === null) refuseRows(`${where} is ${quote(row)}: expected an object`);
  if (typeof row.date !== "string" || !isDate(row.date))
    refuseRows(`date of ${where} is ${quote(row.date)}: expected a day as "YYYY-MM-DD"`);
  for (const name of PRICES) check(name, row[name]);
  for (const name of OPTIONAL) if (row[name] !== undefined) check(name, row[name]);

  function check(name: string, value: unknown) {
    if (value === null || typeof value === "number") return;
    refuseRows(`${name} of ${where} is ${quote(value)}: expected a number, or null where it is missing`);
  }
}

/** Fills what no row has: the close stands in for the adjusted close, and 0 for the volume. */
function fillColumns(rows: readonly CustomRow[]): { rows: RawBar[]; notes: string[] } {
  const isLacking = (name: (typeof OPTIONAL)[number]) => rows.every((row) => (row[name] ?? null) === null);
  const [noVolume, noAdjClose] = [isLacking("volume"), isLacking("adjClose")];
  return {
    rows: rows.map(({ date, open, high, low, close, volume = null, adjClose = null }) => ({
      ...{ date, open, high, low, close },
      volume: noVolume ? 0 : volume,
      adjClose: noAdjClose ? close : adjClose,
    })),
    notes: [
      ...(noAdjClose ? ["No adjusted closes: the close stands in for them."] : []),
      ...(noVolume ? ["No volumes: the volume is 0 throughout."] : []),
    ],
  };
}

function refuseRows(message: string): never {
  throw new MarketDataError("bad_response", message);
}

function isTimeZone(timeZone: string): boolean {
  try {
    exchangeCalendar(timeZone);
    return true;
  } catch {
    return false;
  }
}
