import { checkSeries, MetricsError } from "@lstm-predict/metrics";

/**
 * Returns the naive forecast "tomorrow = today" `[n]`, a copy of the last values `[n]`.
 *
 * @throws MetricsError `empty` or `bad_value`
 */
export function naiveForecast(last: ArrayLike<number>): Float64Array {
  checkSeries({ last });
  return Float64Array.from(last);
}

/**
 * Returns the drift forecast `[n]`: each last value `[n]` grown by the mean log return of the training span.
 *
 * This is the random walk with drift (Hyndman and Athanasopoulos, "Forecasting: Principles and Practice"), in logs.
 *
 * @throws MetricsError `empty` or `bad_value`
 */
export function driftForecast(last: ArrayLike<number>, meanLogReturn: number): Float64Array {
  checkSeries({ last });
  if (!Number.isFinite(meanLogReturn)) {
    throw new MetricsError("bad_value", `meanLogReturn is ${meanLogReturn}: expected a finite number`);
  }
  return Float64Array.from(last, (value) => value * Math.exp(meanLogReturn));
}

/**
 * The mean log return a day over consecutive closes `[n]`, n >= 2, all positive.
 *
 * @param closes of the training span only: later ones would leak into the drift forecast
 * @throws MetricsError `empty` or `bad_value`
 */
export function meanLogReturn(closes: ArrayLike<number>): number {
  if (closes.length < 2) {
    throw new MetricsError("empty", `closes has ${closes.length} values: a return needs at least 2`);
  }
  checkSeries({ closes });
  for (let i = 0; i < closes.length; i++) {
    if (closes[i]! <= 0) {
      throw new MetricsError("bad_value", `closes[${i}] is ${closes[i]}: expected a number above 0`);
    }
  }
  // The log returns of a span add up to the log return from its first close to its last.
  return Math.log(closes[closes.length - 1]! / closes[0]!) / (closes.length - 1);
}
