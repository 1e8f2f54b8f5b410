import type { ParquetWriter } from "hyparquet-writer";
import type { TableColumns, TablePages } from "./columns.ts";

/** Rows of a row group, which is in memory as a whole. */
const ROWS_A_GROUP = 20_000;

/** Formats a table as Parquet, a row group at a time; every column may have missing values. */
export async function* parquetTable<Row>(
  columns: TableColumns<Row>,
  pages: TablePages<Row>,
): AsyncGenerator<Uint8Array> {
  const { ByteWriter, ParquetWriter } = await import("hyparquet-writer");
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({ writer: bytes, schema: schemaOf(columns) });
  /** What was written since the last call. */
  const take = () => {
    const chunk = bytes.getBytes().slice();
    bytes.index = 0; // `offset`, the place in the file, goes on
    return chunk;
  };
  let group: Row[] = [];
  for await (const page of pages) {
    group.push(...page);
    if (group.length < ROWS_A_GROUP) continue;
    writeGroup(writer, columns, group);
    group = [];
    yield take();
  }
  if (group.length > 0) writeGroup(writer, columns, group);
  writer.finish();
  yield take();
}

function schemaOf<Row>(columns: TableColumns<Row>) {
  return [
    { name: "root", num_children: Object.keys(columns).length },
    ...Object.entries(columns).map(([name, { type }]) => ({
      name,
      repetition_type: "OPTIONAL" as const,
      ...(type === "STRING" ? { type: "BYTE_ARRAY" as const, converted_type: "UTF8" as const } : { type }),
    })),
  ];
}

function writeGroup<Row>(writer: ParquetWriter, columns: TableColumns<Row>, group: readonly Row[]): void {
  const columnData = Object.entries(columns).map(([name, { read }]) => ({ name, data: group.map(read) }));
  writer.write({ columnData, rowGroupSize: ROWS_A_GROUP + group.length });
}
