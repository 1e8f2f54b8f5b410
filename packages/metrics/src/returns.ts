import { checkSeries } from "./errors.ts";
import { mean } from "./mean.ts";
import type { ScoreInput } from "./score-input.ts";

/**
 * Root mean squared error over that of the naive forecast on the same span, as `mase` is for the mean absolute error
 * (Hyndman and Koehler 2006): below 1 is better than naive; NaN when naive makes no error.
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
 * Pearson correlation of the forecast and the actual relative changes from the last values; NaN when one of them
 * does not vary, as the naive forecast's do not. On price levels every forecast correlates; on changes only a good one.
 *
 * MetricsError `bad_length`, `empty` or `bad_value`.
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

// A spread this small is the rounding of equal changes (drift's), not information.
const EQUAL = 1e-12;

function centred(values: Float64Array): Float64Array {
  const centre = mean(values);
  const deviations = values.map((value) => value - centre);
  return deviations.every((deviation) => Math.abs(deviation) < EQUAL) ? deviations.fill(0) : deviations;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
