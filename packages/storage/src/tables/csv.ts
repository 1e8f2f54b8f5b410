import type { TableColumns, TablePages, TableValue } from "./columns.ts";

/**
 * Formats a table as CSV (RFC 4180, lines end in LF), a page at a time; a missing value is empty, numbers have all their
 * digits.
 */
export async function* csvTable<Row>(
  columns: TableColumns<Row>,
  pages: TablePages<Row>,
): AsyncGenerator<string> {
  yield `${Object.keys(columns).join(",")}\n`;
  const readers = Object.values(columns);
  for await (const page of pages)
    yield page.map((row) => `${readers.map(({ read }) => cell(read(row))).join(",")}\n`).join("");
}

function cell(value: TableValue): string {
  if (value === null) return "";
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
