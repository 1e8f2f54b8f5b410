import { checkSeries } from "./errors.ts";
import { mean } from "./mean.ts";
import type { ScoreInput } from "./score-input.ts";

/**
 * Root mean squared scaled error: the RMSE over the RMSE of the naive forecast on the same span (Hyndman and Koehler 2006).
 * Below 1 is better than naive; NaN if naive has no error.
 *
 * @throws MetricsError `bad_length`, `empty` or `bad_value`
 */
export function rmsse({ forecast, actual, last }: ScoreInput): number {
  checkSeries({ forecast, actual, last });
  let model = 0;
  let naive = 0;
  for (let i = 0; i < actual.length; i++) {
    model += (actual[i]! - forecast[i]!) ** 2;
    naive += (actual[i]! - last[i]!) ** 2;
  }
  return naive > 0 ? Math.sqrt(model / naive) : Number.NaN;
}

/**
 * Pearson correlation of forecast and actual returns since the last values; NaN if one of them does not vary, like the
 * returns of the naive forecast. Price levels always correlate; returns only with a good forecast.
 *
 * @throws MetricsError `bad_length`, `empty` or `bad_value`
 */
export function returnCorrelation({ forecast, actual, last }: ScoreInput): number {
  checkSeries({ forecast, actual, last });
  const n = actual.length;
  const change = (of: ArrayLike<number>) => Float64Array.from({ length: n }, (_, i) => of[i]! / last[i]! - 1);
  const a = centred(change(forecast));
  const b = centred(change(actual));
  const correlation = dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  return Number.isFinite(correlation) ? correlation : Number.NaN;
}

// Deviations this small come from rounding equal returns (of the drift forecast) and carry no information.
const EQUAL = 1e-12;

function centred(values: Float64Array): Float64Array {
  const centre = mean(values);
  const deviations = values.map((value) => value - centre);
  return deviations.every((deviation) => Math.abs(deviation) < EQUAL) ? deviations.fill(0) : deviations;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
