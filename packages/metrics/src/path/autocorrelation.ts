import { mean } from "../mean.ts";

/** The 97.5 % quantile of the standard normal distribution: 95 % of it lies within plus and minus Z. */
const Z = 1.959963984540054;

/** Sample autocorrelation of a series. */
export interface Autocorrelation {
  /** Half the width of the 95 % band around 0 of uncorrelated values: z / sqrt(n) (Bartlett). */
  band: number;
  /** Coefficients at lags 1, 2, ... */
  values: number[];
  /** Number of coefficients outside the band. */
  outside: number;
}

/**
 * Sample autocorrelation of `x [n]` at lags 1 to `lags`: lagged products over squares, the estimator of Box and Jenkins and
 * the default of statsmodels. Null if n < 2 * lags or all values are equal.
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
