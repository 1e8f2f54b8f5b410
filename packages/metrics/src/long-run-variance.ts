/**
 * Estimates the long-run variance of a series by weighted autocovariances: the variance of its mean is this over n.
 *
 * @param x values with mean 0 `[n]`
 * @param lag the longest distance at which values count as correlated
 * @param weight weight of the autocovariance k apart, 1 <= k <= `lag`
 */
export function longRunVariance(x: Float64Array, lag: number, weight: (k: number) => number): number {
  const n = x.length;
  const autocovariance = (k: number) => {
    let sum = 0;
    for (let i = k; i < n; i++) sum += x[i]! * x[i - k]!;
    return sum / n;
  };
  let variance = autocovariance(0);
  for (let k = 1; k <= Math.min(lag, n - 1); k++) variance += 2 * weight(k) * autocovariance(k);
  return variance;
}
