import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { parseCsv } from "./csv-format.ts";
import { MarketDataError } from "./errors.ts";
import type { BarSource } from "./source.ts";

/** Reads daily bars from a CSV file with Yahoo's column names; the file holds one symbol, which it does not name. */
export function csvSource(file: string): BarSource {
  return {
    name: "csv",
    async read() {
      const { rows, notes } = parseCsv(await readText(file), file);
      return { detail: basename(file), timeZone: "unspecified", rows, notes };
    },
  };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === "ENOENT" ? "no such file" : code === "EISDIR" ? "it is a folder" : message;
    throw new MarketDataError("csv_unreadable", `cannot read "${file}": ${reason}`, { cause: error });
  }
}
