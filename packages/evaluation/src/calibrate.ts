import { LEVELS } from "@lstm-predict/forecasts";
import type { Splits } from "@lstm-predict/preprocessing";
import { conformalQuantile, mixQuantiles, QuantileTracker } from "@lstm-predict/volatility";

/** Calibrated forecasts of the volatility; arrays are `[days]`. */
export interface CalibratedScale {
  /** Forecast scale of the log return of each day. */
  sigma: Float64Array;
  /** Quantiles of |log return| / sigma at `LEVELS`, known the evening before: `[days][levels]`. */
  quantiles: number[][];
  /** sigma^2 times a factor that brings it to the level of the range variance, for QLIKE. */
  variance: Float64Array;
}

/** Actual values by day `[days]`. */
export interface Outcomes {
  /** Close before the day. */
  last: Float64Array;
  actual: Float64Array;
  logRangeVariance: Float64Array;
}

/** Lower bound of a quantile: a price that never moves has quantiles of 0, and an interval needs a width. */
const LEAST_QUANTILE = 1e-6;

/**
 * Calibrates forecast log variances on the validation span by split conformal prediction, and lets the quantiles follow
 * each day of the test span after its forecast.
 *
 * @param logVariance forecast log variance of each day `[days]`
 * @param pooled quantiles to mix with the calibrated ones; undefined for none
 * @returns the calibrated scale, and the tracker with the quantiles after the last day
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
  const calibrated = LEVELS.map((level) => Math.max(LEAST_QUANTILE, conformalQuantile(calibration, level)));
  const tracker = new QuantileTracker(LEVELS, pooled ? mixQuantiles(calibrated, pooled) : calibrated);
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
