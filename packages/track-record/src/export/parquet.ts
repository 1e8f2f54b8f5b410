import { parquetTable } from "@lstm-predict/storage/tables";
import type { Store } from "../store/store.ts";
import { EXPORT_COLUMNS, readRecord } from "./export-rows.ts";

/**
 * Writes the record as Parquet with the columns of `exportCsv`, a row group at a time.
 *
 * @example
 * await pipeline(exportParquet(store), createWriteStream("record.parquet"));
 */
export function exportParquet(
  store: Store,
  filter: { symbol?: string | undefined } = {},
): AsyncGenerator<Uint8Array> {
  return parquetTable(EXPORT_COLUMNS, readRecord(store, filter));
}
