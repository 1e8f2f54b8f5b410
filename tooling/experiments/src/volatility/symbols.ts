import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { COLUMN_COUNT } from "@lstm-predict/bars";
import { alignMarket, marketByDate, type TypedSpan } from "@lstm-predict/volatility";

/** Bars of one symbol, with the market on the same dates where a market file is given. */
export interface Series extends TypedSpan {
  readonly symbol: string;
  readonly dates: string[];
}

const HEADER = ["Date", "Open", "High", "Low", "Close", "Volume", "Adj Close"];

/** Reads a CSV file with the columns of `HEADER`, in any order, dates ascending; its name is the symbol. */
export async function readSeries(file: string): Promise<Series> {
  const [header, ...lines] = (await readFile(file, "utf8")).trim().split(/\r?\n/);
  const names = header!.split(",");
  const columns = HEADER.map((name) => names.indexOf(name));
  if (columns.includes(-1))
    throw new Error(`${file} has the columns ${header}: expected ${HEADER.join(",")}`);
  const cells = lines.map((line) => line.split(","));
  return {
    symbol: basename(file, ".csv"),
    dates: cells.map((row) => row[columns[0]!]!),
    rows: Float64Array.from(cells.flatMap((row) => columns.slice(1).map((column) => Number(row[column])))),
  };
}

/** Adds the market of `source` to every series, and leaves out the days after the market's last. */
export function withMarket(all: readonly Series[], source: Series): Series[] {
  const market = marketByDate([source]);
  const last = source.dates.at(-1)!;
  return all.map((series) => {
    const within = between(series, "", `${last}~`);
    return { ...within, market: alignMarket(within.dates, market) };
  });
}

/** The days from `from` (inclusive) to `to` (exclusive), both YYYY-MM-DD. */
export function between({ symbol, dates, rows, market }: Series, from: string, to: string): Series {
  const start = dates.findIndex((date) => date >= from);
  const end = dates.findLastIndex((date) => date < to) + 1;
  const [first, last] = start < 0 ? [0, 0] : [start, Math.max(start, end)];
  return {
    symbol,
    dates: dates.slice(first, last),
    rows: rows.subarray(first * COLUMN_COUNT, last * COLUMN_COUNT),
    ...(market && { market: market.subarray(first, last) }),
  };
}

/** Closes `[n]` of the rows. */
export function closesOf({ rows, dates }: Series): Float64Array {
  return Float64Array.from(dates, (_, row) => rows[row * COLUMN_COUNT + 3]!);
}
