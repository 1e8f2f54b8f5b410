import { type DateRange, type InstrumentKind, isWithin } from "@lstm-predict/bars";
import { COLUMNS } from "../csv-format.ts";
import type { RawBar } from "../source.ts";
import { aggregate } from "./aggregate.ts";
import type { Meaning } from "./column-names.ts";
import type { DateOrder } from "./dates.ts";
import { describe } from "./describe.ts";
import { malformed, quote } from "./malformed.ts";
import type { CsvFile } from "./open.ts";
import { type CsvRow, readRows } from "./rows.ts";
import { byDay, checkDaily, isIntraday } from "./spacing.ts";
import { chooseColumns, chooseRows } from "./symbols.ts";

/** How to read what a CSV file leaves open. */
export interface CsvOptions {
  /** The order of day, month and year; default: that which all dates agree on. */
  dates?: DateOrder | undefined;
  /** The decimal mark; default: that which all numbers agree on. */
  decimal?: "point" | "comma" | undefined;
  /** The name of the symbol in the file; default: that which the asked symbol fits. */
  symbol?: string | undefined;
  /** Whether to make daily bars of intraday bars; default false, which refuses them. */
  aggregate?: boolean | undefined;
  /** What the symbol is; default: unknown. */
  instrument?: InstrumentKind | undefined;
}

/**
 * Reads daily bars of one symbol from a CSV file, by its column names. Separator, encoding, decimal mark and order of the
 * dates are found out; the first note says what was understood, unless the file is like Yahoo's.
 *
 * @throws MarketDataError `csv_malformed` with file, line, value and what is legal
 */
export function readCsv(
  { file, header, separator, encoding, section }: CsvFile,
  asked: { symbol: string; range: DateRange },
  options: CsvOptions = {},
): { rows: RawBar[]; notes: string[] } {
  const request = { asked: asked.symbol, wanted: options.symbol, file };
  const inHeader = chooseColumns(header, request);
  const { position, bars, notes: remarks, named } = section(inHeader);
  const { records: own, chosen = inHeader && `the columns of ${inHeader}` } = chooseRows(
    bars,
    named,
    request,
  );
  const names = header.columns.map(({ name }) => name);
  if (options.symbol !== undefined && chosen === undefined) {
    throw malformed(
      file,
      header.line,
      `no column names symbols: expected no --csv-symbol, found ${quote(options.symbol)}`,
    );
  }
  const decimal = options.decimal && (options.decimal === "comma" ? "," : ".");
  const read = readRows(own, { position, names, file, separator }, { dates: options.dates, decimal });
  const { rows, notes: replaced } = fillColumns(read.rows, position, names);
  const notes = [
    ...describe({ header, position, chosen, read, separator, encoding }),
    ...remarks,
    ...replaced,
  ];
  const within = rows.filter(({ date }) => isWithin(date, asked.range));
  if (options.aggregate && isIntraday(byDay(within))) {
    const daily = aggregate(rows, file);
    checkDaily(daily.rows, file);
    return { rows: daily.rows.map(toRawBar), notes: [...notes, ...daily.notes] };
  }
  checkDaily(within, file);
  return { rows: rows.map(toRawBar), notes };
}

function toRawBar({ date, open, high, low, close, volume, adjClose }: CsvRow): RawBar {
  return { date, open, high, low, close, volume, adjClose };
}

/** Fills what the file has no column for: the close stands in for the adjusted close, and 0 for the volume. */
function fillColumns(
  rows: readonly CsvRow[],
  position: ReadonlyMap<Meaning, number>,
  names: readonly string[],
): { rows: CsvRow[]; notes: string[] } {
  const lack = (field: "adjClose" | "volume") =>
    !position.has(field)
      ? `No column "${COLUMNS[field]}"`
      : rows.every((row) => row[field] === null) && `The column "${names[position.get(field)!]}" is empty`;
  const [noAdjClose, noVolume] = [lack("adjClose"), lack("volume")];
  return {
    rows: rows.map((row) => ({
      ...row,
      ...(noAdjClose && { adjClose: row.close }),
      ...(noVolume && { volume: 0 }),
    })),
    notes: [
      ...(noAdjClose ? [`${noAdjClose}: the close stands in for the adjusted close.`] : []),
      ...(noVolume ? [`${noVolume}: the volume is 0 throughout.`] : []),
    ],
  };
}
