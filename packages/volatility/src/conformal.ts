import { quote } from "@lstm-predict/checks";
import { VolatilityError } from "./errors.ts";

/**
 * The ceil((n + 1) level)-th smallest of `scores [n]`, |return| / sigma of days that were not fitted: the next day stays
 * below it with a probability of at least `level` if days are exchangeable (split conformal; Lei et al. 2018).
 *
 * When n is so small that there is no such score, the largest: it promises n / (n + 1) only. VolatilityError
 * `bad_option` for a level outside (0, 1), `too_few_rows` without scores, `bad_value` for one that is not finite.
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

/** Half and half of two sets of quantiles, in logarithms: a symbol's own are few, the pooled are not its own. */
export function mixQuantiles(own: readonly number[], pooled: readonly number[]): number[] {
  return own.map((q, k) => Math.sqrt(q * pooled[k]!));
}
