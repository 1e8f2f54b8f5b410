import { normalQuantile } from "./distributions.ts";
import { checkLevel, checkSeries, MetricsError } from "./errors.ts";
import type { ScoreInput } from "./score-input.ts";

/** A share of trials that went right, and how far chance alone may have moved it. */
export interface BinomialShare {
  right: number;
  trials: number;
  /** right / trials; NaN without trials. */
  share: number;
  /** Ends of the interval of the true share; NaN without trials. */
  lower: number;
  upper: number;
}

/**
 * The interval of a binomial share (Wilson 1927), by default the 95 % one.
 *
 * MetricsError `bad_value` unless 0 <= right <= trials are integers and 0 < level < 1.
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
  // Rounding may put an end just past its bound when all or none went right.
  return { right, trials, share, lower: Math.max(0, centre - half), upper: Math.min(1, centre + half) };
}

/**
 * On how many of the days that moved did the forecast go the same way? Does the interval hold one half, then a coin
 * does as well.
 *
 * Days on which the actual value did not move are left out; on the others a forecast equal to the last value counts
 * as wrong. A forecast that never leaves the last value, such as the naive one, takes no side and has no trials.
 * MetricsError `bad_length`, `empty` or `bad_value`.
 */
export function directionalAccuracy({ forecast, actual, last }: ScoreInput, level = 0.95): BinomialShare {
  checkSeries({ forecast, actual, last });
  let moved = 0;
  let right = 0;
  let takesSides = false;
  for (let i = 0; i < actual.length; i++) {
    const side = Math.sign(forecast[i]! - last[i]!);
    const move = Math.sign(actual[i]! - last[i]!);
    if (side !== 0) takesSides = true;
    if (move === 0) continue;
    moved++;
    if (side === move) right++;
  }
  return takesSides ? wilsonInterval(right, moved, level) : wilsonInterval(0, 0, level);
}
