import type { Meaning } from "./column-names.ts";
import { readDate } from "./dates.ts";
import type { Header } from "./header.ts";
import { malformed, quote } from "./malformed.ts";
import { isMissing, readNumber } from "./numbers.ts";
import type { CsvRecord } from "./records.ts";

/** A payout or a split in place of a day's prices, as in Yahoo's table on the web. */
const EVENT = /dividend|split|capital gain|distribution/i;

/**
 * Separates the bars from what else a file says: lines before the header and after the bars, empty rows, payouts and splits,
 * repeated headers.
 *
 * @throws MarketDataError `csv_malformed` for a bar with more or fewer cells than the header, or before it
 */
export function separateRemarks(
  { line: header, columns, preamble, body }: Header,
  position: ReadonlyMap<Meaning, number>,
  file: string,
): { bars: CsvRecord[]; notes: string[] } {
  const width = columns.findLastIndex(({ name }, i) => name !== "" || i === 0) + 1;
  const rows = body
    .filter(({ cells }) => cells.some((cell) => cell !== ""))
    .filter(({ cells }) => columns.some(({ name }, i) => name !== (cells[i] ?? "")));
  const early = preamble.find((row) => isBar(row, position));
  if (early) {
    throw malformed(
      file,
      early.line,
      `a bar before the names of the columns on line ${header}: expected them on the first line`,
    );
  }
  // If no row is a bar, reading the first one tells why.
  const end = rows.findLastIndex((row) => !isRemark(row, position)) + 1 || rows.length;
  const [events, bars] = partition(rows.slice(0, end), (row) => isEvent(row, position));
  for (const { cells, line } of bars) {
    const count = Math.max(cells.findLastIndex((cell) => cell !== "") + 1, Math.min(cells.length, width));
    if (count !== width) {
      const hint = count > width ? "; a cell with the separator in it needs quotes" : "";
      throw malformed(file, line, `${count} fields, expected ${width} as in the header${hint}`);
    }
  }
  return {
    bars,
    notes: [
      ...noteRemarks(
        "before the header",
        preamble.filter(({ cells }) => cells[0] !== "sep="),
      ),
      ...noteRemarks("after the bars", rows.slice(end)),
      ...noteRemarks("with payouts or splits", events),
    ],
  };
}

/** Whether a row is a remark: it has neither a date nor a close. */
function isRemark(row: CsvRecord, position: ReadonlyMap<Meaning, number>): boolean {
  return !hasDate(row, position) && !hasClose(row, position);
}

function isBar(row: CsvRecord, position: ReadonlyMap<Meaning, number>): boolean {
  return hasDate(row, position) && hasClose(row, position);
}

function isEvent(row: CsvRecord, position: ReadonlyMap<Meaning, number>): boolean {
  return row.cells.some((cell) => EVENT.test(cell)) && !hasClose(row, position);
}

function hasDate({ cells }: CsvRecord, position: ReadonlyMap<Meaning, number>): boolean {
  const date = cells[position.get("date")!] ?? "";
  return ([undefined, "dmy", "mdy"] as const).some((order) => readDate(date, order));
}

function hasClose({ cells }: CsvRecord, position: ReadonlyMap<Meaning, number>): boolean {
  const close = cells[position.get("close")!] ?? "";
  return !isMissing(close) && readNumber(close, ".") !== undefined;
}

function noteRemarks(where: string, records: readonly CsvRecord[]): string[] {
  const [first] = records;
  if (!first) return [];
  const more = records.length > 1 ? ` and ${records.length - 1} more` : "";
  return [
    `Left out line ${first.line} ${where}, ${quote(first.cells.filter((cell) => cell !== "").join(" "))}${more}.`,
  ];
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  const { yes = [], no = [] } = Object.groupBy(items, (item) => (test(item) ? "yes" : "no"));
  return [yes, no];
}
