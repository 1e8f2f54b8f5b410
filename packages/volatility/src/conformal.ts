import { quote } from "@lstm-predict/checks";
import { VolatilityError } from "./errors.ts";

/**
 * The split conformal quantile (Lei et al. 2018): the ceil((n + 1) level)-th smallest of `scores [n]`.
 *
 * If days are exchangeable, the next score is at most this quantile with a probability of at least `level`. If n is too
 * small for that rank, returns the largest score, which guarantees n / (n + 1) only.
 *
 * @param scores |return| / sigma of days that were not used for fitting
 * @throws VolatilityError `bad_option` for a level outside (0, 1), `too_few_rows` without scores, `bad_value` for a score
 * that is negative or not finite
 * @example
 * conformalQuantile([3, 1, 2, 4], 0.6); // 3
 */
export function conformalQuantile(scores: ArrayLike<number>, level: number): number {
  if (!(level > 0 && level < 1)) {
    throw new VolatilityError("bad_option", `level is ${quote(level)}: expected a share between 0 and 1`);
  }
  const n = scores.length;
  if (n === 0)
    throw new VolatilityError("too_few_rows", "there are no scores: a quantile needs at least one day");
  const sorted = Float64Array.from(scores).sort();
  const bad = sorted.findIndex((score) => !(score >= 0 && score < Number.POSITIVE_INFINITY));
  if (bad >= 0)
    throw new VolatilityError("bad_value", `a score is ${sorted[bad]}: expected |return| / sigma`);
  // Rounding must not lift a whole (n + 1) level to the next rank.
  const rank = Math.ceil((n + 1) * level - 1e-9);
  return sorted[Math.min(rank, n) - 1]!;
}

/**
 * Weighted geometric means of a symbol's quantiles `[k]` and pooled ones `[k]`.
 *
 * The symbol's are noisy, since they come from few days; the pooled ones come from many days of other symbols.
 *
 * @param share weight of the symbol's
 * @param scaled whether the pooled ones are first scaled to the mean of the symbol's, in logarithms, so that they give the shape
 * only: for a volatility on another level than the range variance, such as the variance of returns
 */
export function mixQuantiles(
  calibrated: readonly number[],
  pooled: readonly number[],
  { share = 0.5, scaled = false } = {},
): number[] {
  const ratios = calibrated.map((q, k) => Math.log(q / pooled[k]!));
  const factor = scaled ? Math.exp(ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length) : 1;
  return calibrated.map((q, k) => q ** share * (factor * pooled[k]!) ** (1 - share));
}
