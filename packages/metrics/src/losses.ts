import { normalCdf, normalPdf, studentTCdf, studentTPdf } from "./distributions.ts";
import { checkSeries } from "./errors.ts";
import { logBeta } from "./special-functions.ts";

// Losses of one day's forecast; lower is better. Compare forecasters by the mean loss and by `dieboldMariano`.

/** Pinball loss of a forecast of the `probability` quantile, in the unit of `actual` (Koenker and Bassett 1978). */
export function pinballLoss(actual: number, quantile: number, probability: number): number {
  return (actual - quantile) * (probability - (actual < quantile ? 1 : 0));
}

/**
 * Interval (Winkler) score of a central interval with nominal coverage `level`, in the unit of `actual`: the width plus
 * 2 / (1 - level) times the distance of a value outside (Gneiting and Raftery 2007, equation 43).
 */
export function intervalScore(actual: number, lower: number, upper: number, level: number): number {
  return upper - lower + (2 / (1 - level)) * Math.max(lower - actual, actual - upper, 0);
}

/** Continuous ranked probability score of a normal forecast, in the unit of `actual` (Gneiting et al. 2005). */
export function crpsNormal(actual: number, mean: number, sigma: number): number {
  const z = (actual - mean) / sigma;
  return sigma * (z * (2 * normalCdf(z) - 1) + 2 * normalPdf(z) - 1 / Math.sqrt(Math.PI));
}

/** A Student-t distribution with `df` > 1 degrees of freedom, shifted by `location` and scaled by `scale`. */
export interface StudentT {
  readonly df: number;
  readonly location: number;
  readonly scale: number;
}

/**
 * Continuous ranked probability score of a Student-t forecast, in the unit of `actual` (Jordan, Krüger and Lerch 2019,
 * appendix A).
 */
export function crpsStudentT(actual: number, { df, location, scale }: StudentT): number {
  const z = (actual - location) / scale;
  const spread = (2 * Math.sqrt(df)) / (df - 1);
  const constant = spread * Math.exp(logBeta(0.5, df - 0.5) - 2 * logBeta(df / 2, 0.5));
  const density = (2 * studentTPdf(z, df) * (df + z * z)) / (df - 1);
  return scale * (z * (2 * studentTCdf(z, df) - 1) + density - constant);
}

/**
 * Approximates the continuous ranked probability score by twice the mean pinball loss of forecast quantiles (Laio and
 * Tamea 2007). The approximation is best if the probabilities are evenly spaced.
 *
 * @param quantiles forecast quantiles `[k]`, in the unit of `actual`
 * @param probabilities their probabilities `[k]`
 * @throws MetricsError `bad_length`, `empty` or `bad_value`
 */
export function crpsQuantiles(
  actual: number,
  quantiles: ArrayLike<number>,
  probabilities: ArrayLike<number>,
): number {
  checkSeries({ quantiles, probabilities });
  let sum = 0;
  for (let k = 0; k < quantiles.length; k++) sum += pinballLoss(actual, quantiles[k]!, probabilities[k]!);
  return (2 * sum) / quantiles.length;
}

/**
 * QLIKE loss of a variance forecast: ratio - ln(ratio) - 1, where ratio = variance / forecast; 0 if they are equal.
 *
 * Noise in `variance`, a proxy of the true variance, does not change the ranking of forecasts (Patton 2011).
 */
export function qlikeLoss(variance: number, forecast: number): number {
  const ratio = variance / forecast;
  return ratio - Math.log(ratio) - 1;
}
