import { normalCdf, normalPdf, studentTCdf, studentTPdf } from "./distributions.ts";
import { checkSeries } from "./errors.ts";
import { logBeta } from "./special-functions.ts";

// The loss of one day's forecast, lower is better. Compare two forecasters by their mean, and by Diebold-Mariano.

/** Quantile loss of a forecast of the `probability` quantile (Koenker and Bassett 1978). */
export function pinballLoss(actual: number, quantile: number, probability: number): number {
  return (actual - quantile) * (probability - (actual < quantile ? 1 : 0));
}

/**
 * Interval (Winkler) score of a central interval that should hold a share `level` of the values: its width, and
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

/** A Student-t law moved to `location` and stretched by `scale`; `df` above 1. */
export interface StudentT {
  readonly df: number;
  readonly location: number;
  readonly scale: number;
}

/** Continuous ranked probability score of a Student-t forecast (Jordan, Krüger and Lerch 2019, appendix A). */
export function crpsStudentT(actual: number, { df, location, scale }: StudentT): number {
  const z = (actual - location) / scale;
  const spread = (2 * Math.sqrt(df)) / (df - 1);
  const constant = spread * Math.exp(logBeta(0.5, df - 0.5) - 2 * logBeta(df / 2, 0.5));
  const density = (2 * studentTPdf(z, df) * (df + z * z)) / (df - 1);
  return scale * (z * (2 * studentTCdf(z, df) - 1) + density - constant);
}

/**
 * Continuous ranked probability score from forecast `quantiles [k]` of the `probabilities [k]`: twice the mean
 * pinball loss (Laio and Tamea 2007), the nearer to the exact score the more evenly they lie; MetricsError
 * `bad_length`, `empty` or `bad_value`.
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
 * Loss of a variance forecast given a proxy of the variance, 0 when they agree: ratio - ln(ratio) - 1. Its ranking
 * of forecasts does not suffer from noise in the proxy (Patton 2011).
 */
export function qlikeLoss(variance: number, forecast: number): number {
  const ratio = variance / forecast;
  return ratio - Math.log(ratio) - 1;
}
