import {
  mean as compensatedMean,
  sampleKurtosis,
  sampleSkewness,
  sampleStandardDeviation,
} from "simple-statistics";

/** Sample moments; null if there are too few values, or if all are equal. */
export interface Moments {
  count: number;
  mean: number;
  /** Sample standard deviation, with n - 1 in the denominator. */
  standardDeviation: number | null;
  /** Adjusted Fisher-Pearson coefficient G1, as in pandas and Excel; 0 for a symmetric distribution. */
  skewness: number | null;
  /** Adjusted coefficient G2; 0 for a normal distribution, positive for fatter tails. */
  excessKurtosis: number | null;
}

/** Moments of `values [n]`, n > 0. */
export function moments(values: Float64Array): Moments {
  const x = [...values];
  const varies = x.some((value) => value !== x[0]);
  return {
    count: x.length,
    // Compensated (Neumaier), as the sums in the other moments.
    mean: compensatedMean(x),
    standardDeviation: x.length < 2 ? null : sampleStandardDeviation(x),
    skewness: varies && x.length >= 3 ? sampleSkewness(x) : null,
    excessKurtosis: varies && x.length >= 4 ? sampleKurtosis(x) : null,
  };
}
