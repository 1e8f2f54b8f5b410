import type { Store } from "../store/store.ts";
import { EXPORT_COLUMNS, readRecord } from "./export-rows.ts";

/**
 * Writes the record as CSV (RFC 4180, lines end in LF), a page at a time; a missing value is empty, numbers have all their
 * digits.
 *
 * @example
 * await pipeline(exportCsv(store), createWriteStream("record.csv"));
 */
export async function* exportCsv(
  store: Store,
  filter: { symbol?: string | undefined } = {},
): AsyncGenerator<string> {
  const columns = Object.entries(EXPORT_COLUMNS);
  yield `${columns.map(([name]) => name).join(",")}\n`;
  for await (const page of readRecord(store, filter)) {
    yield page.map((entry) => `${columns.map(([, { read }]) => cell(read(entry))).join(",")}\n`).join("");
  }
}

function cell(value: string | number | boolean | null): string {
  if (value === null) return "";
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
