import { extname } from "node:path";
import { writeWhole } from "../files/write-file.ts";
import type { TableColumns, TablePages } from "./columns.ts";
import { csvTable } from "./csv.ts";
import { parquetTable } from "./parquet.ts";

/** The endings of the files that `writeTable` writes. */
export const TABLE_ENDINGS = [".csv", ".parquet"] as const;

/** Whether the ending of `file` is one of `TABLE_ENDINGS`. */
export function isTableFile(file: string): boolean {
  return (TABLE_ENDINGS as readonly string[]).includes(extname(file));
}

/**
 * Writes a table as CSV, or as Parquet if `file` ends in ".parquet". The file appears, or is replaced, when it is whole.
 *
 * @throws an error that quotes `file`, if it cannot be written
 * @example
 * await writeTable("squares.parquet", { n: { type: "INT32", read: (n) => n * n } }, [[1, 2, 3]]);
 */
export function writeTable<Row>(
  file: string,
  columns: TableColumns<Row>,
  pages: TablePages<Row>,
): Promise<void> {
  return writeWhole(
    file,
    extname(file) === ".parquet" ? parquetTable(columns, pages) : csvTable(columns, pages),
  );
}
