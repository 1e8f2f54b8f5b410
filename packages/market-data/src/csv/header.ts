import { COLUMNS } from "../csv-format.ts";
import { COLUMN_NAMES, type Meaning, meaningOf, plainName } from "./column-names.ts";
import { malformed, quote } from "./malformed.ts";
import { type CsvRecord, HEADER_LINES } from "./records.ts";
import { isTicker } from "./tickers.ts";

/** A column as its header names it. */
export interface Column {
  name: string;
  /** The symbol in the header of a file with the columns of several symbols. */
  symbol?: string;
}

/** The header of a file, and what is before and after it. */
export interface Header {
  line: number;
  columns: Column[];
  preamble: CsvRecord[];
  body: CsvRecord[];
}

/** Names of a first column of dates that has no name: of pandas, R and yfinance. */
const UNNAMED = ["", "unnamed0", "index", "price", "ticker"];

/**
 * Finds the header: the row with the most known names among the first lines. Symbols may stand in the row before or after
 * it (yfinance), in the names: `Close_AAPL`, `('Close', 'AAPL')`, or one of all columns in a line above: `Security,AAPL US Equity`.
 *
 * @throws MarketDataError `csv_malformed` if no row names columns
 */
export function findHeader(records: readonly CsvRecord[], file: string): Header {
  const expected = `the header ${Object.values(COLUMNS).join(",")}`;
  if (records.length === 0) throw malformed(file, 1, `empty, expected ${expected}`);
  const counts = records.slice(0, HEADER_LINES).map(({ cells }) => {
    return new Set(
      toColumns(cells)
        .map(({ name }) => meaningOf(name))
        .filter((meaning) => meaning),
    ).size;
  });
  const at = counts.indexOf(Math.max(...counts));
  if (counts[at]! < 2) {
    const { line, cells } = records[0]!;
    throw malformed(
      file,
      line,
      `no row names the columns: expected ${expected}, found ${quote(cells.join(","))}`,
    );
  }
  const { cells, line } = records[at]!;
  let columns = toColumns(cells);
  let body = at + 1;
  let preamble = at;
  const above = records.slice(0, at).flatMap(({ cells }) => symbolAbove(cells) ?? [])[0];
  if (isSymbolRow(records[at - 1], cells)) {
    columns = withSymbols(columns, records[at - 1]!.cells);
    preamble--;
  } else if (isSymbolRow(records[body], cells)) columns = withSymbols(columns, records[body++]!.cells);
  else if (above !== undefined && columns.every(({ symbol }) => symbol === undefined)) {
    columns = withSymbols(
      columns,
      columns.map(() => above),
    );
  }
  const [first = "", ...others] = records[body]?.cells ?? [];
  if (meaningOf(first) === "date" && others.every((cell) => cell === "")) {
    columns[0] = { name: first };
    body++;
  }
  return { line, columns, preamble: records.slice(0, preamble), body: records.slice(body) };
}

/** Columns of a header; symbols are split from the names if one of them has all four prices. */
function toColumns(cells: readonly string[]): Column[] {
  const columns = cells.map(splitName);
  const prices = new Set(columns.map(({ name, symbol }) => `${meaningOf(name)} ${symbol}`));
  const isWhole = ({ symbol }: Column) =>
    symbol !== undefined && PRICES.every((price) => prices.has(`${price} ${symbol}`));
  const isPlain = PRICES.every((price) => prices.has(`${price} undefined`));
  return columns.some(isWhole) && !isPlain ? columns : cells.map((name) => ({ name }));
}

const PRICES = ["open", "high", "low", "close"] as const;

/** Splits names such as `Close_AAPL`, `AAPL Close`, `Close (AAPL)` and `('Close', 'AAPL')`. */
function splitName(name: string): Column {
  // quantmod: AAPL.Adjusted
  const bare = name.replaceAll(/^\(|\)$|['"]/g, "").replace(/[._]Adjusted$/i, " Adj Close");
  if (meaningOf(name) !== undefined || meaningOf(bare) !== undefined) return { name };
  for (const { 0: separator, index } of bare.matchAll(/[\s,_|:/.([-]+/g)) {
    const [left, right] = [bare.slice(0, index), bare.slice(index + separator.length)];
    if (isField(left) && isSymbolLike(right)) return { name: left, symbol: right };
    if (isField(right) && isSymbolLike(left)) return { name: right, symbol: left };
  }
  return { name };
}

function isField(name: string): boolean {
  const meaning = meaningOf(name);
  return meaning !== undefined && meaning in COLUMNS && meaning !== "date";
}

const isSymbolLike = (text: string) => /^[A-Z0-9^][A-Z0-9.\-=^&_]*$/i.test(text);

/** Whether a row gives a symbol for each column of `names` but the dates. */
function isSymbolRow(record: CsvRecord | undefined, names: readonly string[]): boolean {
  const [first = "", ...others] = record?.cells ?? [];
  return (
    others.length + 1 === names.length &&
    ["", "ticker", "tickers", "symbol", "symbols"].includes(plainName(first)) &&
    others.every((cell, i) =>
      cell === ""
        ? meaningOf(names[i + 1]!) === "date"
        : /\p{L}/u.test(cell) && meaningOf(cell) === undefined,
    ) &&
    others.some((cell) => cell !== "")
  );
}

/** The symbol that a line above the header gives for all columns: `Security,AAPL US Equity` or `Symbol: AAPL`. */
function symbolAbove(cells: readonly string[]): string | undefined {
  const [name, symbol, ...more] = cells.flatMap((cell) => cell.split(/:\s+/)).filter((cell) => cell !== "");
  if (name === undefined || symbol === undefined || more.length > 0) return undefined;
  return meaningOf(name) === "symbol" && isTicker(symbol) ? symbol : undefined;
}

function withSymbols(columns: readonly Column[], symbols: readonly string[]): Column[] {
  return columns.map(({ name }, i) => (i === 0 || !symbols[i] ? { name } : { name, symbol: symbols[i] }));
}

/**
 * Finds the column of each meaning among `columns`; an absent column is left out.
 *
 * @throws MarketDataError `csv_malformed` if a column is there twice, or one is missing that a bar needs
 */
export function findPositions(
  { columns, line }: Header,
  symbol: string | undefined,
  file: string,
): Map<Meaning, number> {
  const own = columns.map((column) =>
    column.symbol === symbol || column.symbol === undefined ? plainName(column.name) : null,
  );
  const position = new Map<Meaning, number>();
  for (const meaning of Object.keys(COLUMN_NAMES) as Meaning[]) {
    const name = COLUMN_NAMES[meaning].find((candidate) => freeColumns(own, candidate, position).length > 0);
    if (name === undefined) continue;
    const [index, second] = freeColumns(own, name, position);
    if (second !== undefined) throw malformed(file, line, `two columns ${quote(titleOf(meaning))}`);
    position.set(meaning, index!);
  }
  if (!position.has("date") && UNNAMED.includes(own[0] ?? "-")) position.set("date", 0);
  // Crypto exports name the currency of each volume, the asset's first: Volume BTC, Volume USDT.
  const volume = columns.findIndex(({ name }, i) => {
    const { name: field, symbol: currency } = splitName(name);
    const isCurrency = name.startsWith(field) && currency === currency?.toUpperCase();
    return own[i] !== null && meaningOf(field) === "volume" && isCurrency;
  });
  if (!position.has("volume") && volume >= 0) position.set("volume", volume);

  const missing = (["date", "open", "high", "low", "close"] as const).filter((field) => !position.has(field));
  if (missing.length > 0) {
    const wanted = missing.map((field) => `"${COLUMNS[field]}"`).join(", ");
    throw malformed(
      file,
      line,
      `no column ${wanted}, found ${quote(columns.map(({ name }) => name).join(","))}`,
    );
  }
  return position;
}

/** Columns with this name that have no meaning yet: `time` is the date where no other column is. */
function freeColumns(
  names: readonly (string | null)[],
  name: string,
  taken: ReadonlyMap<Meaning, number>,
): number[] {
  const used = new Set(taken.values());
  return names.flatMap((candidate, i) => (candidate === name && !used.has(i) ? [i] : []));
}

function titleOf(meaning: Meaning): string {
  return meaning in COLUMNS ? COLUMNS[meaning as keyof typeof COLUMNS] : meaning;
}
