import { LEVELS } from "@lstm-predict/forecasts";
import type { Splits } from "@lstm-predict/preprocessing";
import {
  centreAt,
  conformalQuantile,
  etaAt,
  mixQuantiles,
  ownShareAt,
  QuantileTracker,
} from "@lstm-predict/volatility";

/** Calibrated forecasts of the volatility; arrays are `[days]`. */
export interface CalibratedScale {
  /** Forecast scale of the log return of each day, over the horizon. */
  sigma: Float64Array;
  /** Quantiles of |log return| / sigma at `LEVELS`, known the evening before: `[days][levels]`. */
  quantiles: number[][];
  /** Forecast variance a day, sigma^2 / horizon, times a factor that brings it to the level of the range variance, for QLIKE. */
  variance: Float64Array;
  /** Centre of the density and of the 50 % interval in sigmas; absent: 0. */
  centre?: number;
}

/** Actual values by day `[days]`. */
export interface Outcomes {
  /** Sessions to each outcome. */
  horizon: number;
  /** Close before the day. */
  last: Float64Array;
  /** Close of the last session of the horizon. */
  actual: Float64Array;
  /** Log of the mean range variance of the horizon. */
  logRangeVariance: Float64Array;
}

/** How to calibrate a volatility. */
export interface CalibrationOptions {
  /** Quantiles to mix with the calibrated ones. */
  pooled: readonly number[];
  /** Whether the pooled ones give only the shape (see `mixQuantiles`). */
  scaled?: boolean;
  /** See `CalibratedScale`. */
  centre?: number;
}

/** Lower bound of a quantile: a price that never moves has quantiles of 0, and an interval needs a width. */
const LEAST_QUANTILE = 1e-6;

/**
 * Calibrates forecast log variances on the validation span by split conformal prediction, mixes the quantiles with pooled ones, and
 * lets them follow each outcome of the test span once it is known: that of a horizon of h days, h days after its forecast.
 *
 * All forecasters are calibrated so, and differ by their volatility alone.
 *
 * @param logVariance forecast log variance a day of each day `[days]`; the last ones may have no outcome yet
 * @returns the calibrated scale, and the tracker with the quantiles after the last outcome
 */
export function calibrate(
  logVariance: Float64Array,
  { horizon, last, actual, logRangeVariance }: Outcomes,
  { validation, test }: Splits,
  { pooled, scaled = false, centre = 0 }: CalibrationOptions,
): CalibratedScale & { tracker: QuantileTracker } {
  const sigma = logVariance.map((value) => Math.exp(value / 2) * Math.sqrt(horizon));
  const scoreAt = (level: number, day: number) =>
    Math.abs(Math.log(actual[day]! / last[day]!) / sigma[day]! - centreAt(level, centre));
  // Validation days whose outcome is known before the first test day.
  const known = Math.max(validation.from + 1, validation.to - horizon + 1);
  const days = Array.from({ length: known - validation.from }, (_, k) => validation.from + k);
  const calibrated = LEVELS.map((level) =>
    Math.max(
      LEAST_QUANTILE,
      conformalQuantile(
        days.map((day) => scoreAt(level, day)),
        level,
      ),
    ),
  );
  const start = mixQuantiles(calibrated, pooled, { share: ownShareAt(horizon), scaled });
  const tracker = new QuantileTracker(LEVELS, start, etaAt(horizon));
  const first = tracker.quantiles;
  const quantiles: number[][] = [];
  const settle = (day: number) => {
    if (day < test.from || day >= actual.length) return;
    tracker.update(
      LEVELS.map((level) => scoreAt(level, day)),
      quantiles[day]!,
    );
  };
  for (let day = 0; day < sigma.length; day++) {
    settle(day - horizon);
    quantiles.push(day < test.from ? first : tracker.quantiles);
  }
  for (let day = sigma.length - horizon; day < sigma.length; day++) settle(day);
  let ratios = 0;
  for (const day of days) ratios += Math.exp(logRangeVariance[day]! - logVariance[day]!);
  const factor = ratios / days.length;
  const variance = logVariance.map((value) => factor * Math.exp(value));
  return { sigma, quantiles, variance, tracker, ...(centre !== 0 && { centre }) };
}
