import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { clean } from "./clean.ts";
import { formatCsv } from "./csv-format.ts";
import type { RawBars } from "./source.ts";
import { storeFile } from "./store-file.ts";

/** Where a person finds all cached bars of a symbol; `symbol` must have been validated. */
export function rawFile(dataDir: string, symbol: string): string {
  return join(dataDir, "raw", `${symbol}.csv`);
}

/** Sees to it that `file` holds the clean bars among `raw`, as CSV with Yahoo's columns. Throws `store_failed`. */
export async function storeBars(
  file: string,
  raw: Pick<RawBars, "rows" | "through" | "notes">,
): Promise<void> {
  const text = formatCsv(clean(raw).bars);
  const current = await readFile(file, "utf8").catch(() => undefined);
  if (current !== text) await storeFile(file, text);
}
