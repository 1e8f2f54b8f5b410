import { normalQuantile } from "./distributions.ts";
import { checkLevel, checkSeries, MetricsError } from "./errors.ts";
import type { ScoreInput } from "./score-input.ts";

/** Share of successes with its confidence interval. */
export interface BinomialShare {
  /** Successes. */
  right: number;
  trials: number;
  /** right / trials; NaN without trials. */
  share: number;
  /** Bounds of the interval of the true share; NaN without trials. */
  lower: number;
  upper: number;
}

/**
 * The confidence interval of a binomial share (Wilson 1927).
 *
 * @param right successes, an integer from 0 to `trials`
 * @throws MetricsError `bad_value` unless 0 <= right <= trials are integers and 0 < level < 1
 * @example
 * wilsonInterval(8, 10); // { right: 8, trials: 10, share: 0.8, lower: 0.49..., upper: 0.94... }
 */
export function wilsonInterval(right: number, trials: number, level = 0.95): BinomialShare {
  if (!(Number.isInteger(right) && Number.isInteger(trials) && right >= 0 && right <= trials)) {
    throw new MetricsError(
      "bad_value",
      `${right} of ${trials} trials went right: expected integers, 0 <= right <= trials`,
    );
  }
  checkLevel(level);
  if (trials === 0) return { right, trials, share: Number.NaN, lower: Number.NaN, upper: Number.NaN };
  const z = normalQuantile((1 + level) / 2);
  const share = right / trials;
  const shrink = 1 + (z * z) / trials;
  const centre = (share + (z * z) / (2 * trials)) / shrink;
  const half = (z / shrink) * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  // Rounding may put a bound just outside [0, 1] if all or none succeed.
  return { right, trials, share, lower: Math.max(0, centre - half), upper: Math.min(1, centre + half) };
}

/**
 * Share of the days with a move on which the forecast had the right direction. If the interval contains 0.5, the forecast
 * is no better than chance.
 *
 * Leaves out days on which the actual value did not move; on other days, a forecast equal to the last value counts as
 * wrong. A forecast that always equals the last value, such as the naive one, has no direction and no trials.
 *
 * @throws MetricsError `bad_length`, `empty` or `bad_value`
 */
export function directionalAccuracy({ forecast, actual, last }: ScoreInput, level = 0.95): BinomialShare {
  checkSeries({ forecast, actual, last });
  let moved = 0;
  let right = 0;
  let hasDirection = false;
  for (let i = 0; i < actual.length; i++) {
    const side = Math.sign(forecast[i]! - last[i]!);
    const move = Math.sign(actual[i]! - last[i]!);
    if (side !== 0) hasDirection = true;
    if (move === 0) continue;
    moved++;
    if (side === move) right++;
  }
  return hasDirection ? wilsonInterval(right, moved, level) : wilsonInterval(0, 0, level);
}
