import { mean, sampleKurtosis, sampleSkewness, sampleStandardDeviation } from "simple-statistics";

/** The shape of a distribution; null where there are too few values for it, or where all are equal. */
export interface Moments {
  count: number;
  mean: number;
  /** Of the sample: divided by n - 1. */
  standardDeviation: number | null;
  /** Adjusted Fisher-Pearson coefficient G1, as pandas and Excel have it: 0 for a symmetric distribution. */
  skewness: number | null;
  /** G2, likewise adjusted: 0 for a normal distribution, above it for fatter tails. */
  excessKurtosis: number | null;
}

/** `values [n]`, n > 0. */
export function moments(values: Float64Array): Moments {
  const x = [...values];
  const varies = x.some((value) => value !== x[0]);
  return {
    count: x.length,
    mean: mean(x),
    standardDeviation: x.length < 2 ? null : sampleStandardDeviation(x),
    skewness: varies && x.length >= 3 ? sampleSkewness(x) : null,
    excessKurtosis: varies && x.length >= 4 ? sampleKurtosis(x) : null,
  };
}
