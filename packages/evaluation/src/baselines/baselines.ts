import { checkSeries, MetricsError } from "@lstm-predict/metrics";

/** The naive forecast `[n]`: tomorrow is as today, given the last values `[n]`. */
export function naiveForecast(last: ArrayLike<number>): Float64Array {
  checkSeries({ last });
  return Float64Array.from(last);
}

/**
 * The drift forecast `[n]`: every last value `[n]` grows by the mean log return of the training span.
 *
 * The random walk with drift of Hyndman and Athanasopoulos, "Forecasting: Principles and Practice", in logs.
 */
export function driftForecast(last: ArrayLike<number>, meanLogReturn: number): Float64Array {
  checkSeries({ last });
  if (!Number.isFinite(meanLogReturn)) {
    throw new MetricsError("bad_value", `meanLogReturn is ${meanLogReturn}: expected a finite number`);
  }
  return Float64Array.from(last, (value) => value * Math.exp(meanLogReturn));
}

/**
 * The mean log return a step over consecutive closes `[n]`, n >= 2, all positive.
 *
 * Give it the closes of the training span only. MetricsError `empty` or `bad_value`.
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
  // The log returns of a span add up to the one from its first close to its last.
  return Math.log(closes[closes.length - 1]! / closes[0]!) / (closes.length - 1);
}
