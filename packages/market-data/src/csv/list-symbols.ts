import { basename, extname } from "node:path";
import { symbolOf } from "@lstm-predict/bars";
import { malformed, quote } from "./malformed.ts";
import type { CsvFile } from "./open.ts";
import { fits, namesOf, namesOfColumns } from "./symbols.ts";

/** A symbol of a file, as Yahoo spells it, and its name in the file if that has one. */
export interface FileSymbol {
  symbol: string;
  name: string | undefined;
}

/**
 * Lists the symbols that a CSV file has bars of: those that it names, or else the one that is its file name.
 *
 * A file name that fits the only name in the file (AAPL.csv, AAPL.US) is the symbol.
 *
 * @throws MarketDataError `csv_malformed`, also if no symbol is named, or in no spelling of Yahoo
 */
export function listSymbols({ file, header, section }: CsvFile): FileSymbol[] {
  const inHeader = namesOfColumns(header);
  const { named } = section(inHeader[0]);
  const names = inHeader.length > 0 || !named || named.describes ? inHeader : namesOf(named.rows);
  const ofFile = symbolOf(basename(file, extname(file)).trim());
  const [only] = names;
  if (names.length < 2 && ofFile !== undefined && (only === undefined || fits(ofFile, only))) {
    return [{ symbol: ofFile, name: only }];
  }
  if (only === undefined) {
    throw malformed(file, header.line, "neither its columns nor its name give a symbol: expected --symbol");
  }
  return names.map((name) => {
    const symbol = symbolOf(name);
    if (symbol !== undefined) return { symbol, name };
    throw malformed(
      file,
      header.line,
      `it names ${quote(name)}, which no symbol of Yahoo is spelled like: expected --symbol with Yahoo's spelling`,
    );
  });
}
