import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { locked, type Place } from "./cache/lock.ts";
import { clean } from "./clean.ts";
import { formatCsv } from "./csv-format.ts";
import type { RawBars } from "./source.ts";
import { storeFile } from "./store-file.ts";

/** The CSV file of all cached bars of a symbol; `symbol` must be validated. */
export function rawFile(dataDir: string, symbol: string): string {
  return join(dataDir, "raw", `${symbol}.csv`);
}

/**
 * Writes the clean bars of `raw` as CSV with Yahoo's columns for the user, unless the file holds them already.
 *
 * @throws MarketDataError `store_failed` or `locked`; Interrupted
 */
export async function storeBars(
  place: Place,
  raw: Pick<RawBars, "rows" | "through" | "notes">,
): Promise<void> {
  const file = rawFile(place.dataDir, place.symbol);
  const text = formatCsv(clean(raw).bars);
  const current = await readFile(file, "utf8").catch(() => undefined);
  if (current !== text) await locked(place, () => storeFile(file, text));
}
