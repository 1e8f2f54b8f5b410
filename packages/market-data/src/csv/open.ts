import { separateRemarks } from "./body.ts";
import type { Meaning } from "./column-names.ts";
import { decode } from "./decode.ts";
import { findHeader, findPositions, type Header } from "./header.ts";
import { type CsvRecord, splitRecords } from "./records.ts";
import { type NamedRows, nameRows } from "./symbols.ts";

/** The rows of a CSV file under the columns of one symbol, or under those of all. */
export interface Section {
  position: ReadonlyMap<Meaning, number>;
  bars: CsvRecord[];
  notes: string[];
  /** The rows by symbol, if a column names it. */
  named: NamedRows | undefined;
}

/** A CSV file, split once, however many symbols are read from it. */
export interface CsvFile {
  /** Name for error messages. */
  file: string;
  header: Header;
  separator: string;
  encoding: string;
  /** The rows under the columns of a symbol of the header; of no symbol where the header names none. */
  section(symbol: string | undefined): Section;
}

/**
 * Opens the bytes of a CSV file. Separator, encoding and header are found out.
 *
 * @throws MarketDataError `csv_malformed`, as `section` does
 */
export function openCsv(bytes: Uint8Array, file: string): CsvFile {
  const { text, encoding } = decode(bytes, file);
  const { records, separator } = splitRecords(text, file);
  const header = findHeader(records, file);
  const sections = new Map<string | undefined, Section>();
  const toSection = (symbol: string | undefined): Section => {
    const position = findPositions(header, symbol, file);
    const { bars, notes } = separateRemarks(header, position, file);
    return { position, bars, notes, named: nameRows(bars, position, header) };
  };
  return {
    ...{ file, header, separator, encoding },
    section(symbol) {
      const section = sections.get(symbol) ?? toSection(symbol);
      sections.set(symbol, section);
      return section;
    },
  };
}
