import type { ParquetWriter } from "hyparquet-writer";
import type { HistoryEntry } from "../settle/history.ts";
import type { Store } from "../store/store.ts";
import { EXPORT_COLUMNS, readRecord } from "./export-rows.ts";

/** Rows of a row group, which is in memory as a whole. */
const ROWS_A_GROUP = 20_000;

const schema = [
  { name: "root", num_children: Object.keys(EXPORT_COLUMNS).length },
  ...Object.entries(EXPORT_COLUMNS).map(([name, { type }]) => ({
    name,
    repetition_type: "OPTIONAL" as const,
    ...(type === "STRING" ? { type: "BYTE_ARRAY" as const, converted_type: "UTF8" as const } : { type }),
  })),
];

/**
 * Writes the record as Parquet with the columns of `exportCsv`, a row group at a time.
 *
 * @example
 * await pipeline(exportParquet(store), createWriteStream("record.parquet"));
 */
export async function* exportParquet(
  store: Store,
  filter: { symbol?: string | undefined } = {},
): AsyncGenerator<Uint8Array> {
  const { ByteWriter, ParquetWriter } = await import("hyparquet-writer");
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({ writer: bytes, schema });
  /** What was written since the last call. */
  const take = () => {
    const chunk = bytes.getBytes().slice();
    bytes.index = 0; // `offset`, the place in the file, goes on
    return chunk;
  };
  let group: HistoryEntry[] = [];
  for await (const page of readRecord(store, filter)) {
    group.push(...page);
    if (group.length < ROWS_A_GROUP) continue;
    writeGroup(writer, group);
    group = [];
    yield take();
  }
  if (group.length > 0) writeGroup(writer, group);
  writer.finish();
  yield take();
}

function writeGroup(writer: ParquetWriter, group: readonly HistoryEntry[]): void {
  const columnData = Object.entries(EXPORT_COLUMNS).map(([name, { read }]) => ({
    name,
    data: group.map(read),
  }));
  writer.write({ columnData, rowGroupSize: ROWS_A_GROUP + group.length });
}
