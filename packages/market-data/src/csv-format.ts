import { type Bar, isDate } from "@lstm-predict/bars";
import { parse } from "csv-parse/sync";
import { MarketDataError } from "./errors.ts";
import type { RawBar } from "./source.ts";

/** Column names by field, as Yahoo spells and orders them. */
export const COLUMNS = {
  date: "Date",
  open: "Open",
  high: "High",
  low: "Low",
  close: "Close",
  adjClose: "Adj Close",
  volume: "Volume",
} as const satisfies Record<keyof Bar, string>;

type Field = keyof Bar;
/** Fields of a bar, in the order of Yahoo's columns. */
export const FIELDS = Object.keys(COLUMNS) as Field[];

/**
 * Parses CSV text with Yahoo's columns, in any order and case; ignores other columns.
 *
 * An empty cell or "null" is a missing value. Dates are taken as written, without the time that may follow.
 *
 * @param file name for error messages
 * @throws MarketDataError `csv_malformed` with file, line and reason
 */
export function parseCsv(text: string, file: string): { rows: RawBar[]; notes: string[] } {
  const [header, ...records] = splitRecords(text, file);
  if (!header) throw malformed(file, 1, `empty, expected the header ${Object.values(COLUMNS).join(",")}`);
  const position = findColumns(header, file);
  const hasAdjClose = position.has("adjClose");

  const rows = records.map(({ cells, line }): RawBar => {
    if (cells.length !== header.cells.length) {
      throw malformed(file, line, `${cells.length} fields, expected ${header.cells.length} as in the header`);
    }
    const number = (field: Field) => readNumber(cells[position.get(field)!]!, field, file, line);
    const close = number("close");
    return {
      date: readDate(cells[position.get("date")!]!, file, line),
      open: number("open"),
      high: number("high"),
      low: number("low"),
      close,
      volume: number("volume"),
      adjClose: hasAdjClose ? number("adjClose") : close,
    };
  });
  const notes = hasAdjClose
    ? []
    : [`No column "${COLUMNS.adjClose}": the close stands in for the adjusted close.`];
  return { rows, notes };
}

/** Formats bars as CSV in Yahoo's column order; numbers keep all digits, so parsing gives the same bars. */
export function formatCsv(bars: readonly Bar[]): string {
  const lines = bars.map((bar) => FIELDS.map((field) => bar[field]).join(","));
  return `${[Object.values(COLUMNS).join(","), ...lines].join("\n")}\n`;
}

interface CsvRecord {
  cells: string[];
  /** Line on which the record ends, from 1. */
  line: number;
}

function splitRecords(text: string, file: string): CsvRecord[] {
  try {
    const records = parse(text, {
      bom: true,
      info: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true, // parseCsv checks the count against the header
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return records.map(({ record, info }) => ({ cells: record, line: info.lines }));
  } catch (error) {
    const { message, lines } = error as Error & { lines?: number };
    throw malformed(file, lines ?? 1, message);
  }
}

function findColumns(header: CsvRecord, file: string): Map<Field, number> {
  const plain = (name: string) => name.toLowerCase().replaceAll(/[\s_]/g, "");
  const position = new Map<Field, number>();
  for (const [i, name] of header.cells.entries()) {
    const field = FIELDS.find((candidate) => plain(COLUMNS[candidate]) === plain(name));
    if (!field) continue;
    if (position.has(field)) throw malformed(file, header.line, `two columns "${COLUMNS[field]}"`);
    position.set(field, i);
  }
  const missing = FIELDS.filter((field) => field !== "adjClose" && !position.has(field));
  if (missing.length > 0) {
    const wanted = missing.map((field) => `"${COLUMNS[field]}"`).join(", ");
    throw malformed(file, header.line, `no column ${wanted}, found ${quote(header.cells.join(","))}`);
  }
  return position;
}

function readNumber(cell: string, field: Field, file: string, line: number): number | null {
  if (cell === "" || cell.toLowerCase() === "null") return null;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cell)) {
    throw malformed(file, line, `${COLUMNS[field]} is ${quote(cell)}, expected a number`);
  }
  return Number(cell);
}

function readDate(cell: string, file: string, line: number): string {
  const [, date, rest] = /^(.{10})(.*)$/.exec(cell) ?? [];
  if (!date || !isDate(date) || !/^([T ]\d{2}:\d{2}.*)?$/.test(rest ?? "")) {
    throw malformed(file, line, `${COLUMNS.date} is ${quote(cell)}, expected a day as YYYY-MM-DD`);
  }
  return date;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}...` : text);
}

function malformed(file: string, line: number, reason: string): MarketDataError {
  return new MarketDataError("csv_malformed", `${file}:${line}: ${reason}`);
}
