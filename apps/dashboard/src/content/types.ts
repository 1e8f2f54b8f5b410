/** Why a panel has nothing to show. */
export interface Missing {
  missing: string;
}

export function isMissing(content: object): content is Missing {
  return "missing" in content;
}

/** The cells of a table as texts; the first column of `columns` heads the rows. */
export interface Table {
  caption: string;
  columns: string[];
  rows: TableRow[];
}

export interface TableRow {
  head: string;
  cells: string[];
  /** The row that the reader should see first. */
  strong?: boolean;
}

/** A name and its value. */
export interface Fact {
  name: string;
  value: string;
  /** The value is a hash or an identifier. */
  code?: boolean;
}
