import { LEVELS } from "@lstm-predict/forecasts";
import type { Splits } from "@lstm-predict/preprocessing";
import { conformalQuantile, mixQuantiles, QuantileTracker } from "@lstm-predict/volatility";

/** Forecast scales of the next log return, and how many of them an interval takes; arrays are [days]. */
export interface CalibratedScale {
  sigma: Float64Array;
  /** |log return| / sigma within which each of LEVELS lies, as it stood the evening before: [days][levels]. */
  quantiles: number[][];
  /** sigma^2 brought to the level of the range variance, as QLIKE needs it. */
  variance: Float64Array;
}

export interface Outcomes {
  last: Float64Array;
  actual: Float64Array;
  logRangeVariance: Float64Array;
}

/** A price that never moves gives quantiles of zero, and an interval must have a width. */
const LEAST_QUANTILE = 1e-6;

/**
 * Calibrates forecast log variances [windows] on the validation span (split conformal, mixed with the pooled quantiles if
 * there are any), and lets the quantiles follow each day of the test span after it was forecast.
 *
 * @returns the scale, and the quantiles after the last day
 */
export function calibrate(
  logVariance: Float64Array,
  { last, actual, logRangeVariance }: Outcomes,
  { validation, test }: Splits,
  pooled: readonly number[] | undefined,
): CalibratedScale & { tracker: QuantileTracker } {
  const sigma = logVariance.map((value) => Math.exp(value / 2));
  const scores = sigma.map((scale, k) => Math.abs(Math.log(actual[k]! / last[k]!)) / scale);
  const calibration = scores.subarray(validation.from, validation.to);
  const own = LEVELS.map((level) => Math.max(LEAST_QUANTILE, conformalQuantile(calibration, level)));
  const tracker = new QuantileTracker(LEVELS, pooled ? mixQuantiles(own, pooled) : own);
  const start = tracker.quantiles;
  const quantiles = Array.from(sigma, (_, k) => {
    if (k < test.from) return start;
    const before = tracker.quantiles;
    tracker.update(scores[k]!);
    return before;
  });
  let ratios = 0;
  for (let k = validation.from; k < validation.to; k++) {
    ratios += Math.exp(logRangeVariance[k]! - logVariance[k]!);
  }
  const factor = ratios / (validation.to - validation.from);
  return { sigma, quantiles, variance: sigma.map((scale) => factor * scale * scale), tracker };
}
