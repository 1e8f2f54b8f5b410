import { COLUMNS, type Column } from "@lstm-predict/bars";

/** The names by which frames and CSV files call a column, in small letters alone. */
const NAMES: Record<Column, readonly string[]> = {
  open: ["open"],
  high: ["high"],
  low: ["low"],
  close: ["close", "closelast"],
  volume: ["volume", "vol"],
  adj_close: ["adjclose", "adjustedclose"],
};

/** The column that a name means: "Adj Close", "adj_close" and "Adj. Close" are adj_close. Undefined for any other name. */
export function columnOf(name: string): Column | undefined {
  const letters = name.toLowerCase().replaceAll(/[^a-z]/g, "");
  return COLUMNS.find((column) => NAMES[column].includes(letters));
}

/** The orders that frames have without being sorted by hand. */
const USUAL_ORDERS: readonly (readonly Column[])[] = [
  COLUMNS,
  // Yahoo's CSV files.
  ["open", "high", "low", "close", "adj_close", "volume"],
  // yfinance's download without auto_adjust, and with it.
  ["adj_close", "close", "high", "low", "open", "volume"],
  ["close", "high", "low", "open", "volume"],
  // pandas_datareader.
  ["high", "low", "open", "close", "volume", "adj_close"],
  ["open", "high", "low", "close", "volume"],
  ["open", "high", "low", "close"],
  ["close", "high", "low", "open"],
];

/** Two typical values of each column: minimum and maximum, or twice the mean. */
export interface Extent {
  what: ["minimum", "maximum"] | ["mean", "mean"];
  low: readonly number[];
  high: readonly number[];
}

/** The usual orders of as many columns that do not contradict their numbers. */
export function ordersThatFit(extent: Extent): (readonly Column[])[] {
  const ofLength = USUAL_ORDERS.filter((order) => order.length === extent.low.length);
  return ofLength.filter((order) => contradiction(order, extent) === undefined && isLikely(order, extent));
}

/** Relative; numbers may have gone through float32. */
const ROUNDING = 1e-5;
/** How many times a high an adjusted close may be, after reverse splits; a volume is more. */
const LARGEST_ADJUSTMENT = 100;
/** The same for columns without names, in both directions. */
const LIKELY_ADJUSTMENT = 10;

/** Whether the adjusted close is a price of the size of the high. */
function isLikely(order: readonly Column[], { high }: Extent): boolean {
  const ratio = high[order.indexOf("adj_close")]! / high[order.indexOf("high")]!;
  return !order.includes("adj_close") || (ratio < LIKELY_ADJUSTMENT && ratio > 1 / LIKELY_ADJUSTMENT);
}

/**
 * Says which names of columns their numbers contradict: no column of prices can be above the high or below the low in its
 * minimum, maximum or mean, and an adjusted close is not many times the close. Undefined if none.
 *
 * @param names the column that each number is of, where it is known `[columns]`
 */
export function contradiction(
  names: readonly (Column | undefined)[],
  { what, low, high }: Extent,
): string | undefined {
  const clash = (
    statistic: string,
    values: readonly number[],
    less: Column,
    more: Column,
    factor: number,
  ) => {
    const [a, b] = [values[names.indexOf(less)], values[names.indexOf(more)]];
    if (a === undefined || b === undefined || a <= factor * b + ROUNDING * Math.abs(b)) return undefined;
    const limit = factor === 1 ? "above" : `more than ${factor} times`;
    return `the ${statistic} of ${less} is ${a}, ${limit} that of ${more}, ${b}`;
  };
  for (const [k, values] of [low, high].entries()) {
    for (const price of ["open", "close", "low"] as const) {
      const found = clash(what[k]!, values, price, "high", 1) ?? clash(what[k]!, values, "low", price, 1);
      if (found) return found;
    }
  }
  return clash(what[1], high, "adj_close", names.includes("high") ? "high" : "close", LARGEST_ADJUSTMENT);
}
