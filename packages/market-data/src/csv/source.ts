import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { MarketDataError } from "../errors.ts";
import type { BarSource } from "../source.ts";
import { type CsvFile, openCsv } from "./open.ts";
import { type CsvOptions, readCsv } from "./read.ts";

/** A larger file takes more memory than Node has. */
const MAX_MEGABYTES = 256;

/** Reads daily bars from a CSV file, which may be open already; see readCsv. */
export function csvSource(file: string, options: CsvOptions = {}, open = openFile): BarSource {
  return {
    name: "csv",
    async read(symbol, range) {
      const { rows, notes } = readCsv(await open(file), { symbol, range }, options);
      const { instrument } = options;
      return { detail: basename(file), timeZone: "unspecified", instrument, rows, notes };
    },
  };
}

/** Opens a CSV file; throws MarketDataError `csv_unreadable` or `csv_malformed`. */
export async function openFile(file: string): Promise<CsvFile> {
  return openCsv(await readBytes(file), file);
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    const megabytes = Math.ceil((await stat(file)).size / 1e6);
    if (megabytes > MAX_MEGABYTES) {
      throw new Error(`it has ${megabytes} MB, expected at most ${MAX_MEGABYTES}: split it by symbol`);
    }
    return await readFile(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === "ENOENT" ? "no such file" : code === "EISDIR" ? "it is a folder" : message;
    throw new MarketDataError("csv_unreadable", `cannot read "${file}": ${reason}`, { cause: error });
  }
}
