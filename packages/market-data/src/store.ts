import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { clean } from "./clean.ts";
import { formatCsv } from "./csv-format.ts";
import type { RawBars } from "./source.ts";
import { storeFile } from "./store-file.ts";

/** The CSV file of all cached bars of a symbol; `symbol` must be validated. */
export function rawFile(dataDir: string, symbol: string): string {
  return join(dataDir, "raw", `${symbol}.csv`);
}

/**
 * Writes the clean bars of `raw` to `file`, as CSV with Yahoo's columns, unless it holds them already.
 *
 * @throws MarketDataError `store_failed`
 */
export async function storeBars(
  file: string,
  raw: Pick<RawBars, "rows" | "through" | "notes">,
): Promise<void> {
  const text = formatCsv(clean(raw).bars);
  const current = await readFile(file, "utf8").catch(() => undefined);
  if (current !== text) await storeFile(file, text);
}
