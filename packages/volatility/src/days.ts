import { CLOSE, COLUMN_COUNT, COLUMNS, VOLUME } from "@lstm-predict/bars";
import { quote } from "@lstm-predict/checks";
import { VolatilityError } from "./errors.ts";
import type { Days, Span } from "./span.ts";

// Keeps the logarithm finite on a day on which no price moved.
const LEAST_VARIANCE = 1e-8;
const CLOSE_WEIGHT = 2 * Math.LN2 - 1;

/**
 * Checks a span of at least `least` rows and computes its daily values.
 *
 * @throws VolatilityError `bad_shape`, `too_few_rows`, or `bad_value` for a price that is not above 0 or a volume below 0
 */
export function readDays({ rows, market, days }: Span, least = 2): Days {
  const n = rows.length / COLUMN_COUNT;
  if (!Number.isInteger(n) || (market && market.length !== n)) {
    const found = market ? ` and market ${market.length}` : "";
    throw new VolatilityError(
      "bad_shape",
      `rows has ${rows.length} values${found}: expected rows of ${COLUMN_COUNT} and as many of market`,
    );
  }
  if (n < least) throw new VolatilityError("too_few_rows", `there are ${n} rows: expected at least ${least}`);
  if (days) return days;
  checkRows(rows);
  const count = n - 1;
  const logVariance = new Float64Array(count);
  const logVolume = new Float64Array(count);
  const logReturn = new Float64Array(count);
  for (let day = 0; day < count; day++) {
    const row = (day + 1) * COLUMN_COUNT;
    const previousClose = rows[row + CLOSE - COLUMN_COUNT]!;
    const close = rows[row + CLOSE]!;
    logVariance[day] = logRangeVarianceOf(rows[row]!, rows[row + 1]!, rows[row + 2]!, close, previousClose);
    logVolume[day] = Math.log1p(rows[row + VOLUME]!);
    logReturn[day] = Math.log(close / previousClose);
  }
  return {
    count,
    logVariance,
    logVolume,
    logReturn,
    market: market && Float64Array.from({ length: count }, (_, day) => market[day + 1]!),
  };
}

/**
 * The daily values of the `window` rows before row `row`, as views of those of all rows.
 *
 * Consecutive windows share all days but one, so that computing each day once is much faster.
 */
export function daysBefore(all: Days, row: number, window: number): Days {
  const part = (values: Float64Array) => values.subarray(row - window, row - 1);
  return {
    count: window - 1,
    logVariance: part(all.logVariance),
    logVolume: part(all.logVolume),
    logReturn: part(all.logReturn),
    market: all.market && part(all.market),
  };
}

/**
 * The log range variance `[n - 1]` of rows 1 .. n - 1 of `rows [n, 6]`.
 *
 * This is the logarithm of Garman and Klass' (1980) estimator of the variance while the exchange is open plus the squared
 * overnight return, at least 1e-8.
 *
 * @throws VolatilityError as `readDays`
 */
export function logRangeVariance(rows: ArrayLike<number>): Float64Array {
  return readDays({ rows }).logVariance;
}

/** The logarithm of the mean range variance of the `horizon` days from `day`. */
export function meanLogVariance(logVariance: ArrayLike<number>, day: number, horizon: number): number {
  if (horizon === 1) return logVariance[day]!;
  let sum = 0;
  for (let k = 0; k < horizon; k++) sum += Math.exp(logVariance[day + k]!);
  return Math.log(sum / horizon);
}

/** The log range variance of one day from its prices and the close before. */
export function logRangeVarianceOf(
  open: number,
  high: number,
  low: number,
  close: number,
  previousClose: number,
): number {
  const up = Math.log(high / open);
  const down = Math.log(low / open);
  const change = Math.log(close / open);
  const overnight = Math.log(open / previousClose);
  const variance = 0.5 * (up - down) ** 2 - CLOSE_WEIGHT * change ** 2 + overnight ** 2;
  return Math.log(Math.max(variance, LEAST_VARIANCE));
}

function checkRows(rows: ArrayLike<number>): void {
  for (let i = 0; i < rows.length; i++) {
    const value = rows[i]!;
    const column = i % COLUMN_COUNT;
    if (Number.isFinite(value) && (value > 0 || (value === 0 && column === VOLUME))) continue;
    const expected = column === VOLUME ? "a number of at least 0" : "a number above 0";
    throw new VolatilityError(
      "bad_value",
      `row ${Math.floor(i / COLUMN_COUNT)}: ${COLUMNS[column]} is ${quote(value)}: expected ${expected}`,
    );
  }
}
