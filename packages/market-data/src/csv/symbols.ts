import { type Meaning, plainName } from "./column-names.ts";
import type { Header } from "./header.ts";
import { list, malformed, quote } from "./malformed.ts";
import type { CsvRecord } from "./records.ts";
import { base, isTicker, withoutMarket } from "./tickers.ts";

/** Whose bars are wanted. */
export interface SymbolRequest {
  /** The symbol as Yahoo spells it. */
  asked: string;
  /** Its name in the file, if the user gives it. */
  wanted: string | undefined;
  file: string;
}

/**
 * Chooses the symbol among those of the header, where each has its own columns; undefined if the header names none.
 *
 * @throws MarketDataError `csv_malformed`, which names the symbols of the file
 */
export function chooseColumns(header: Header, request: SymbolRequest): string | undefined {
  const names = namesOfColumns(header);
  return names.length === 0 ? undefined : choose(names, request, header.line, "the header");
}

/** The rows of a file whose column names their symbols. */
export interface NamedRows {
  /** The column's name. */
  title: string;
  rows: ReadonlyMap<string, CsvRecord[]>;
  /** Whether the column describes a file of one symbol, as a company's name or an ISIN. */
  describes: boolean;
}

/**
 * Chooses the rows of the symbol; `chosen` says which.
 *
 * @throws MarketDataError `csv_malformed`, which names the symbols of the file
 */
export function chooseRows(
  bars: readonly CsvRecord[],
  named: NamedRows | undefined,
  request: SymbolRequest,
): { records: readonly CsvRecord[]; chosen?: string } {
  if (!named || (named.describes && request.wanted === undefined)) return { records: bars };
  const { rows, title } = named;
  const unnamed = rows.get("")?.[0];
  if (unnamed) throw malformed(request.file, unnamed.line, `${title} is "", expected the symbol of the row`);
  const [first, other = first] = [...rows.values()].map(([record]) => record!);
  const symbol = choose([...rows.keys()], request, other!.line, title);
  return { records: rows.get(symbol)!, chosen: `the rows with ${title} ${symbol}` };
}

/** Groups rows by the column of symbols; undefined if there is none that has any. */
export function nameRows(
  records: readonly CsvRecord[],
  position: ReadonlyMap<Meaning, number>,
  { columns }: Header,
): NamedRows | undefined {
  const column = position.get("symbol") ?? findSymbolColumn(records, position);
  if (column === undefined) return undefined;
  const rows = Map.groupBy(records, ({ cells }) => cells[column] ?? "");
  const names = namesOf(rows);
  if (names.length === 0) return undefined;
  const { name: title } = columns[column]!;
  const describes =
    !["symbol", "ticker"].includes(plainName(title)) && names.length === 1 && !isTicker(names[0]!);
  return {
    title,
    describes,
    rows: isMerged(rows, records[0]!.cells[column]) ? fillDown(records, column) : rows,
  };
}

/** The symbols that rows are named by. */
export function namesOf(rows: NamedRows["rows"]): string[] {
  return [...rows.keys()].filter((name) => name !== "");
}

/** Whether only the first row of each symbol names it, as in merged cells of a spreadsheet. */
function isMerged(rows: NamedRows["rows"], first: string | undefined): boolean {
  return first !== "" && rows.has("") && namesOf(rows).every((name) => rows.get(name)!.length === 1);
}

function fillDown(records: readonly CsvRecord[], column: number): Map<string, CsvRecord[]> {
  let name = "";
  return Map.groupBy(records, ({ cells }) => {
    name = cells[column] || name;
    return name;
  });
}

/** The names in the header, where each symbol has its own columns. */
export function namesOfColumns({ columns }: Header): string[] {
  return [...new Set(columns.flatMap(({ symbol }) => symbol ?? []))];
}

/** Whether a symbol of Yahoo may be that which a file names. */
export function fits(asked: string, name: string): boolean {
  try {
    return choose([name], { asked, wanted: undefined, file: "" }, 1, "") === name;
  } catch {
    return false;
  }
}

/**
 * Finds a column of symbols that has another name: words that tell the rows of a day apart.
 */
function findSymbolColumn(
  records: readonly CsvRecord[],
  position: ReadonlyMap<Meaning, number>,
): number | undefined {
  const read = new Set(position.values());
  const when = ({ cells }: CsvRecord) =>
    `${cells[position.get("date")!]} ${cells[position.get("time") ?? -1]}`;
  const repeated = records.length - new Set(records.map(when)).size;
  if (repeated < Math.max(3, records.length / 10)) return undefined;
  const found = records[0]!.cells.findIndex(
    (_, i) =>
      !read.has(i) &&
      records.every(({ cells }) => /\p{L}/u.test(cells[i] ?? "")) &&
      new Set(records.map((record) => `${when(record)} ${record.cells[i]}`)).size === records.length,
  );
  return found < 0 ? undefined : found;
}

/** The end of a symbol of Yahoo that a file may leave out: an exchange, a currency, the mark of currencies or futures. */
const YAHOO_END = /(\.[A-Z]{1,4}|-[A-Z]{3,4}|=[XF])$/;

/**
 * Chooses the asked symbol among those that a file names.
 *
 * A file may spell it without separators (BRKB, EUR/USD), with the country or exchange (AAPL.US, NASDAQ:AAPL), or without
 * Yahoo's suffix (BTC for BTC-USD).
 *
 * @param wanted the name in the file, if the user gives it, which is then taken as it is
 * @throws MarketDataError `csv_malformed`, which names the symbols of the file, if none or several fit
 */
function choose(
  names: readonly string[],
  { asked, wanted, file }: SymbolRequest,
  line: number,
  column: string,
): string {
  const steps = wanted
    ? [names.filter((name) => name.toUpperCase() === wanted.toUpperCase())]
    : [
        names.filter((name) => plain(name) === plain(asked)),
        names.filter((name) => plain(withoutMarket(name)) === plain(asked)),
        names.filter((name) => plain(withoutMarket(name)) === plain(asked.replace(YAHOO_END, ""))),
        // A file of one symbol may say more than Yahoo: 000001.SZ, BTC/USDT.
        names.length === 1 ? names.filter((name) => plain(base(name)) === plain(base(asked))) : [],
      ];
  const found = steps.find((matches) => matches.length > 0) ?? [];
  if (found.length === 1) return found[0]!;
  const some = names.slice(0, 8).map(quote);
  const held = names.length > 8 ? `${some.join(", ")} and ${names.length - 8} more` : list(some, "and");
  const [first] = found.length > 0 ? found : names;
  throw malformed(
    file,
    line,
    `${column} names ${held}, ${found.length > 0 ? `of which several may be ${asked}` : `not ${wanted ?? asked}`}: ` +
      `expected the bars of one of them, as --symbol, or its name in the file, as --csv-symbol ${first}`,
  );
}

/** Letters, digits and "&" in upper case. */
function plain(name: string): string {
  return name.toUpperCase().replaceAll(/[^\p{L}\p{N}&]/gu, "");
}
