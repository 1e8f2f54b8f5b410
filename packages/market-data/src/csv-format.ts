import type { Bar } from "@lstm-predict/bars";

/** Column names by field, as Yahoo spells and orders them. */
export const COLUMNS = {
  date: "Date",
  open: "Open",
  high: "High",
  low: "Low",
  close: "Close",
  adjClose: "Adj Close",
  volume: "Volume",
} as const satisfies Record<keyof Bar, string>;

type Field = keyof Bar;
/** Fields of a bar, in the order of Yahoo's columns. */
export const FIELDS = Object.keys(COLUMNS) as Field[];

/** Formats bars as CSV in Yahoo's column order; numbers keep all digits, so parsing gives the same bars. */
export function formatCsv(bars: readonly Bar[]): string {
  const lines = bars.map((bar) => FIELDS.map((field) => bar[field]).join(","));
  return `${[Object.values(COLUMNS).join(","), ...lines].join("\n")}\n`;
}
