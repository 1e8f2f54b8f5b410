import { type InfoRecord, type Options, parse } from "csv-parse/sync";
import { meaningOf } from "./column-names.ts";
import { malformed } from "./malformed.ts";

/** A row of a CSV file. */
export interface CsvRecord {
  cells: string[];
  /** Line on which the record ends, from 1. */
  line: number;
}

/** Separators of cells; where none is better, the first. */
const SEPARATORS = [",", ";", "\t", "|"] as const;

/** Lines that may hold the header: some exports start with a title, a source and a licence. */
export const HEADER_LINES = 30;

/** The start of a cell that a spreadsheet shall keep as text: ="2330". */
const TEXT_CELL = /(?<![^,;\t|\r\n])=(?=")/g;
/** Yahoo's table has explanations of columns on lines of their own, which end the line of names before. */
const EXPLANATION = /((?:Adj )?Close) *\r?\n(?:Adjusted c|C)lose price adjusted for splits[^\t"\r\n]*/g;

/**
 * Splits CSV text into records. The separator is the one that finds the most known column names in a line.
 *
 * @throws MarketDataError `csv_malformed` with the line, such as for a quote that never closes
 */
export function splitRecords(content: string, file: string): { records: CsvRecord[]; separator: string } {
  const text = content.replaceAll(TEXT_CELL, "").replaceAll(EXPLANATION, "$1");
  const separator = separatorOf(text);
  try {
    // Its type knows records of strings alone.
    const toRecord = (cells: string[], { lines }: InfoRecord): CsvRecord => ({
      cells: cells.map(plain),
      line: lines,
    });
    const records = parse(text, {
      bom: true,
      delimiter: separator,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true, // the reader checks the count against the header
      on_record: toRecord as unknown as Options["on_record"] & {},
    }) as unknown as CsvRecord[];
    return { records, separator };
  } catch (error) {
    const { message, lines } = error as Error & { lines?: number };
    throw malformed(file, lines ?? 1, message);
  }
}

/** The text of a cell without the mark that keeps it text in a spreadsheet: ="2330". */
function plain(cell: string): string {
  return cell.startsWith('="') ? cell.slice(2, -1) : cell;
}

function separatorOf(text: string): string {
  const lines = text.split(/\r\n|\n|\r/, HEADER_LINES);
  const known = (separator: string) =>
    Math.max(...lines.map((line) => line.split(separator).filter(isKnown).length));
  const counts = SEPARATORS.map(known);
  return SEPARATORS[counts.indexOf(Math.max(...counts))]!;
}

function isKnown(cell: string): boolean {
  const [name = "", second = ""] = cell.split(/['"_]+/).filter((part) => part.trim() !== "");
  return meaningOf(name) !== undefined || meaningOf(second) !== undefined;
}
