import { COLUMNS } from "../csv-format.ts";
import { COLUMN_NAMES, type Meaning, meaningOf, plainName } from "./column-names.ts";
import { malformed, quote } from "./malformed.ts";
import { type CsvRecord, HEADER_LINES } from "./records.ts";

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
 * it (yfinance), or in the names: `Close_AAPL`, `('Close', 'AAPL')`.
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
  if (isSymbolRow(records[at - 1], cells.length)) {
    columns = withSymbols(columns, records[at - 1]!);
    preamble--;
  } else if (isSymbolRow(records[body], cells.length)) columns = withSymbols(columns, records[body++]!);
  const [first = "", ...others] = records[body]?.cells ?? [];
  if (meaningOf(first) === "date" && others.every((cell) => cell === "")) {
    columns[0] = { name: first };
    body++;
  }
  return { line, columns, preamble: records.slice(0, preamble), body: records.slice(body) };
}

function toColumns(cells: readonly string[]): Column[] {
  const plain = cells.map((name): Column => ({ name }));
  return cells.some((name) => meaningOf(name) === "close") ? plain : cells.map(splitName);
}

/** Splits names such as `Close_AAPL`, `AAPL Close` and `('Close', 'AAPL')`. */
function splitName(name: string): Column {
  const bare = name.replaceAll(/^\(|\)$|['"]/g, "");
  for (const { 0: separator, index } of bare.matchAll(/[\s,_|:/.-]+/g)) {
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

const isSymbolLike = (text: string) => /^[A-Z0-9^][A-Z0-9.\-=^&_]*$/.test(text);

function isSymbolRow(record: CsvRecord | undefined, length: number): boolean {
  const [first = "", ...others] = record?.cells ?? [];
  return (
    others.length + 1 === length &&
    ["", "ticker", "tickers", "symbol", "symbols"].includes(plainName(first)) &&
    others.every((cell) => /\p{L}/u.test(cell) && meaningOf(cell) === undefined)
  );
}

function withSymbols(columns: readonly Column[], { cells }: CsvRecord): Column[] {
  return columns.map(({ name }, i) => (i === 0 ? { name } : { name, symbol: cells[i]! }));
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
  const volume = columns.findIndex(
    ({ name }, i) => own[i] !== null && meaningOf(splitName(name).name) === "volume",
  );
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
