import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { MarketDataError } from "../errors.ts";
import type { BarSource } from "../source.ts";
import { type CsvOptions, readCsv } from "./read.ts";

/** Reads daily bars from a CSV file; see readCsv. */
export function csvSource(file: string, options: CsvOptions = {}): BarSource {
  return {
    name: "csv",
    async read(symbol, range) {
      const { rows, notes } = readCsv(await readBytes(file), file, { symbol, range }, options);
      return { detail: basename(file), timeZone: "unspecified", rows, notes };
    },
  };
}

/** Reads the bytes of a file; throws MarketDataError `csv_unreadable`. */
export async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === "ENOENT" ? "no such file" : code === "EISDIR" ? "it is a folder" : message;
    throw new MarketDataError("csv_unreadable", `cannot read "${file}": ${reason}`, { cause: error });
  }
}
