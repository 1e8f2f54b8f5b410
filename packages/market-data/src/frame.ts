import { type Bar, isDate } from "@lstm-predict/bars";
import { DataFrame } from "danfojs-node";
import { COLUMNS, FIELDS } from "./csv-format.ts";
import { MarketDataError } from "./errors.ts";

/**
 * Converts bars to a danfojs DataFrame with the columns `Date` (text), `Open`, `High`, `Low`, `Close`, `Adj Close` and
 * `Volume`. Numbers keep all digits, whatever type danfojs gives a column.
 */
export function toFrame(bars: readonly Bar[]): DataFrame {
  return new DataFrame(
    bars.map((bar) => FIELDS.map((field) => bar[field])),
    { columns: Object.values(COLUMNS) },
  );
}

/**
 * Converts a DataFrame with the columns of `toFrame`, in any order, to bars; ignores other columns.
 *
 * @throws MarketDataError `bad_frame` if a column is missing, a date, price or volume is invalid, or dates do not ascend
 */
export function fromFrame(frame: DataFrame): Bar[] {
  const position = findColumns(frame.columns);
  const rows = frame.values as unknown[][];
  let before = "";
  return rows.map((cells, row) => {
    const bar = Object.fromEntries(
      FIELDS.map((field) => [field, check(field, cells[position[field]], row)]),
    ) as unknown as Bar;
    if (bar.date <= before) {
      const problem = bar.date === before ? "a second time" : `after ${before}`;
      throw refuse(row, "date", `${quote(bar.date)} ${problem}`, "ascending days, each once");
    }
    before = bar.date;
    return bar;
  });
}

function findColumns(names: readonly string[]): Record<keyof Bar, number> {
  const missing = Object.values(COLUMNS).filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new MarketDataError(
      "bad_frame",
      `the frame has no column ${missing.map(quote).join(", ")}: expected ${Object.values(COLUMNS).join(", ")}, found ${names.join(", ")}`,
    );
  }
  return Object.fromEntries(FIELDS.map((field) => [field, names.indexOf(COLUMNS[field])])) as Record<
    keyof Bar,
    number
  >;
}

function check(field: keyof Bar, value: unknown, row: number): string | number {
  if (field === "date") {
    if (typeof value === "string" && isDate(value)) return value;
    throw refuse(row, field, quote(value), "a day as text, YYYY-MM-DD");
  }
  const least = field === "volume" ? 0 : Number.MIN_VALUE;
  if (typeof value === "number" && Number.isFinite(value) && value >= least) return value;
  throw refuse(row, field, quote(value), field === "volume" ? "a number, 0 or more" : "a positive number");
}

function refuse(row: number, field: keyof Bar, found: string, expected: string): MarketDataError {
  return new MarketDataError(
    "bad_frame",
    `row ${row} of the frame: ${COLUMNS[field]} is ${found}, expected ${expected}`,
  );
}

function quote(value: unknown): string {
  return typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
}
