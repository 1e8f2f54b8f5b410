import { basename, extname } from "node:path";
import { isSymbol } from "@lstm-predict/bars";
import { separateRemarks } from "./body.ts";
import { decode } from "./decode.ts";
import { findHeader, findPositions } from "./header.ts";
import { malformed, quote } from "./malformed.ts";
import { splitRecords } from "./records.ts";
import { fits, namesOfColumns, namesOfRows } from "./symbols.ts";

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
export function listSymbols(bytes: Uint8Array, file: string): FileSymbol[] {
  const { records } = splitRecords(decode(bytes, file).text, file);
  const header = findHeader(records, file);
  const inHeader = namesOfColumns(header);
  const position = findPositions(header, inHeader[0], file);
  const inRows = namesOfRows(separateRemarks(header, position, file).bars, position, header);
  const names = inHeader.length > 0 || inRows?.describes ? inHeader : (inRows?.names ?? []);
  const ofFile = basename(file, extname(file)).trim().toUpperCase();
  const [only] = names;
  if (names.length < 2 && isSymbol(ofFile) && (only === undefined || fits(ofFile, only))) {
    return [{ symbol: ofFile, name: only }];
  }
  if (only === undefined) {
    throw malformed(file, header.line, "neither its columns nor its name give a symbol: expected --symbol");
  }
  return names.map((name) => {
    const symbol = name.toUpperCase();
    if (isSymbol(symbol)) return { symbol, name };
    throw malformed(
      file,
      header.line,
      `it names ${quote(name)}, which no symbol of Yahoo is spelled like: expected --symbol with Yahoo's spelling`,
    );
  });
}
