import { normalCdf, normalQuantile } from "../distributions.ts";
import { MetricsError } from "../errors.ts";

const EULER_MASCHERONI = 0.5772156649015329;

/** Returns the Sharpe ratio that the best of `trials` strategies without skill is expected to reach. */
export function expectedBestSharpe(trials: number, variance: number): number {
  if (!(trials >= 1)) {
    throw new MetricsError("bad_value", `trials is ${trials}: expected a number of at least 1`);
  }
  if (trials === 1) return 0;
  const at = (share: number) => normalQuantile(1 - share / trials);
  return Math.sqrt(variance) * ((1 - EULER_MASCHERONI) * at(1) + EULER_MASCHERONI * at(1 / Math.E));
}

/** Input of `deflatedSharpeRatio`; Sharpe ratios are in the period of the returns, not annualised. */
export interface DeflatedSharpeInput {
  sharpe: number;
  /** Number of returns. */
  n: number;
  skewness: number;
  /** 3 for a normal distribution. */
  kurtosis: number;
  /** Number of strategies that were tried. */
  trials: number;
  /** Variance of the Sharpe ratios of what was tried; of independent trials without skill it is 1 / n (Lo 2002). */
  variance: number;
}

/**
 * Returns the probability that the true Sharpe ratio is above what the best of all trials would reach without skill, given
 * the length, skewness and kurtosis of the returns (Bailey and López de Prado 2014, "The deflated Sharpe ratio").
 *
 * @throws MetricsError `bad_value` for fewer trials than 1
 * @example
 * deflatedSharpeRatio({ sharpe, n: 1250, skewness: -3, kurtosis: 10, trials: 100, variance }); // below 0.95: may be luck
 */
export function deflatedSharpeRatio(input: DeflatedSharpeInput): number {
  const { sharpe, n, skewness, kurtosis, trials, variance } = input;
  const excess = sharpe - expectedBestSharpe(trials, variance);
  const spread = 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe ** 2;
  return spread > 0 ? normalCdf((excess * Math.sqrt(n - 1)) / Math.sqrt(spread)) : Number.NaN;
}
