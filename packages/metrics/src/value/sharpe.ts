import { sampleStandardDeviation } from "simple-statistics";
import { normalCdf, normalQuantile } from "../distributions.ts";
import { checkLevel, checkSeries } from "../errors.ts";
import { longRunVariance } from "../long-run-variance.ts";
import { mean } from "../mean.ts";

/** Mean over sample standard deviation of `returns [n]`, n >= 2, in their period; NaN if they do not vary. */
export function sharpeRatio(returns: Float64Array): number {
  checkSeries({ returns });
  if (returns.length < 2 || returns.every((value) => value === returns[0])) return Number.NaN;
  return mean(returns) / sampleStandardDeviation([...returns]);
}

/** Sharpe ratio of A minus that of B, in the period of the returns, with a confidence interval. */
export interface SharpeDifference {
  difference: number;
  lower: number;
  upper: number;
  /** Of equal Sharpe ratios, two-sided. */
  pValue: number;
}

/**
 * Compares the Sharpe ratios of two series of returns on the same days by the delta method, with a standard error that
 * allows for fat tails, correlation of the two, and changing volatility (Ledoit and Wolf 2008, section 3.1).
 *
 * Uses the Parzen kernel with Andrews' (1991) bandwidth for the linearised difference. Ledoit and Wolf's own program weighs
 * the bandwidths of four series; those weights depend on the unit of the returns.
 *
 * @param a returns `[n]`
 * @param b returns `[n]`
 * @param level of the confidence interval
 * @returns NaN if one of the series does not vary, or both are proportional
 * @throws MetricsError `bad_length`, `empty` or `bad_value`
 */
export function sharpeDifference(a: Float64Array, b: Float64Array, level = 0.95): SharpeDifference {
  checkSeries({ a, b });
  checkLevel(level);
  const n = a.length;
  const difference = sharpeRatio(a) - sharpeRatio(b);
  const ofB = influence(b);
  const linear = influence(a).map((value, t) => value - ofB[t]!);
  const bandwidth = parzenBandwidth(linear);
  const variance = longRunVariance(linear, Math.ceil(bandwidth) - 1, (k) => parzen(k / bandwidth));
  const error = variance > 0 && n > PARAMETERS ? Math.sqrt(variance / (n - PARAMETERS)) : Number.NaN;
  const reach = normalQuantile(0.5 + level / 2) * error;
  return {
    difference,
    lower: difference - reach,
    upper: difference + reach,
    pValue: 2 * normalCdf(-Math.abs(difference / error)),
  };
}

/** Means and second moments of both series: the correction of small samples. */
const PARAMETERS = 4;

/** What each day adds to the Sharpe ratio to first order `[n]`; its mean is 0. */
function influence(returns: Float64Array): Float64Array {
  const centre = mean(returns);
  const deviations = returns.map((value) => value - centre);
  const variance = mean(deviations.map((value) => value ** 2));
  const sd = Math.sqrt(variance);
  return deviations.map((value) => value / sd - (centre * (value ** 2 - variance)) / (2 * sd ** 3));
}

/** The kernel of Parzen (1957), for x >= 0. */
function parzen(x: number): number {
  if (x <= 0.5) return 1 - 6 * x ** 2 + 6 * x ** 3;
  return x < 1 ? 2 * (1 - x) ** 3 : 0;
}

/** The bandwidth of Andrews (1991) for the Parzen kernel, from a first-order autoregression of `x [n]` with mean 0. */
function parzenBandwidth(x: Float64Array): number {
  const n = x.length;
  const [before, after] = [x.subarray(0, n - 1), x.subarray(1)];
  const [centreBefore, centreAfter] = [mean(before), mean(after)];
  let [products, squares] = [0, 0];
  for (let t = 0; t < n - 1; t++) {
    products += (before[t]! - centreBefore) * (after[t]! - centreAfter);
    squares += (before[t]! - centreBefore) ** 2;
  }
  const slope = products / squares;
  const bandwidth = 2.6614 * ((4 * slope ** 2 * n) / (1 - slope) ** 4) ** 0.2;
  return Number.isFinite(bandwidth) ? Math.min(Math.max(bandwidth, 1), n) : 1;
}
