export type { TableColumn, TableColumns, TablePages, TableValue } from "./columns.ts";
export { csvTable } from "./csv.ts";
export { parquetTable } from "./parquet.ts";
export { isTableFile, TABLE_ENDINGS, writeTable } from "./write-table.ts";
