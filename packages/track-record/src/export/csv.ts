import { csvTable } from "@lstm-predict/storage/tables";
import type { Store } from "../store/store.ts";
import { EXPORT_COLUMNS, readRecord } from "./export-rows.ts";

/**
 * Writes the record as CSV, as `csvTable` does.
 *
 * @example
 * await pipeline(exportCsv(store), createWriteStream("record.csv"));
 */
export function exportCsv(
  store: Store,
  filter: { symbol?: string | undefined } = {},
): AsyncGenerator<string> {
  return csvTable(EXPORT_COLUMNS, readRecord(store, filter));
}
