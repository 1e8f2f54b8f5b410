import {
  deflatedSharpeRatio,
  moments,
  type SharpeDifference,
  sharpeDifference,
  sharpeRatio,
} from "@lstm-predict/metrics";

/** Difference of two annualised Sharpe ratios with its 95 % interval. */
export function annualDifference(a: Float64Array, b: Float64Array, sessions: number): SharpeDifference {
  const { difference, lower, upper, pValue } = sharpeDifference(a, b);
  const year = Math.sqrt(sessions);
  return { difference: year * difference, lower: year * lower, upper: year * upper, pValue };
}

/**
 * Deflated Sharpe ratio of what a strategy earned over `hold`, at its volatility, so that a mean above 0 is a higher Sharpe
 * ratio (Modigliani and Modigliani 1997): near 1 only if more was earned for the risk than luck in `trials` attempts explains.
 *
 * The Sharpe ratios of attempts without skill vary by chance alone, with variance 1 / days: those of the few strategies at
 * hand say little of it.
 *
 * @param net returns `[days]`
 * @param hold returns `[days]` to compare with
 * @param trials number of strategies that were tried
 * @returns NaN if one of the series does not vary
 */
export function deflate(net: Float64Array, hold: Float64Array, trials: number): number {
  const deviation = (returns: Float64Array) => moments(returns).standardDeviation ?? Number.NaN;
  const scale = deviation(hold) / deviation(net);
  const extra = net.map((value, day) => scale * value - hold[day]!);
  if (!extra.every(Number.isFinite)) return Number.NaN;
  const { count, skewness, excessKurtosis } = moments(extra);
  return deflatedSharpeRatio({
    sharpe: sharpeRatio(extra),
    n: count,
    skewness: skewness ?? Number.NaN,
    kurtosis: 3 + (excessKurtosis ?? Number.NaN),
    trials,
    variance: 1 / count,
  });
}
