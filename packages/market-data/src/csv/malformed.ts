import { MarketDataError } from "../errors.ts";

/** The error `csv_malformed` with file and line (from 1); `reason` quotes the value and says what is legal. */
export function malformed(file: string, line: number, reason: string): MarketDataError {
  return new MarketDataError("csv_malformed", `${file}:${line}: ${reason}`);
}

/** Quotes text of a file, cut after 80 characters. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}...` : text);
}

/** Joins with commas, and "or" or "and" before the last. */
export function list(items: readonly string[], word: "and" | "or"): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} ${word} ${items.at(-1)}`;
}
