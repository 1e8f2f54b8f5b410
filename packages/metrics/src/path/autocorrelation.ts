import { mean } from "../mean.ts";

/** Two-sided 95 % quantile of the normal distribution. */
const Z = 1.959963984540054;

export interface Autocorrelation {
  /** Half the width of the 95 % band around 0 for values without memory: Bartlett's z / sqrt(n). */
  band: number;
  /** At lags 1, 2, ... */
  values: number[];
  /** How many of them leave the band. */
  outside: number;
}

/**
 * Sample autocorrelation at lags 1 to `lags`: the sums of lagged products over the sum of squares, the estimator of
 * Box and Jenkins (statsmodels' default). Null when there are fewer than twice as many values, or all are equal.
 */
export function autocorrelation(x: Float64Array, lags: number): Autocorrelation | null {
  const n = x.length;
  if (n < 2 * lags) return null;
  const centre = mean(x);
  const centred = x.map((value) => value - centre);
  const lagged = (lag: number) => {
    let sum = 0;
    for (let t = lag; t < n; t++) sum += centred[t]! * centred[t - lag]!;
    return sum;
  };
  if (x.every((value) => value === x[0])) return null;
  const square = lagged(0);
  const values = Array.from({ length: lags }, (_, k) => lagged(k + 1) / square);
  const band = Z / Math.sqrt(n);
  return { band, values, outside: values.filter((value) => Math.abs(value) > band).length };
}
