/** A value of a table; null if it is missing. */
export type TableValue = string | number | boolean | null;

/** A column of a table: its type, and its value in a row. */
export interface TableColumn<Row> {
  type: "STRING" | "DOUBLE" | "INT32" | "BOOLEAN";
  read(row: Row): TableValue;
}

/** Columns by name, in their order. */
export type TableColumns<Row> = Readonly<Record<string, TableColumn<Row>>>;

/** The rows of a table, a page at a time: memory does not grow with the table. */
export type TablePages<Row> = AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>;
