import { checkLevel, checkSeries, MetricsError } from "./errors.ts";
import { intervalScore, pinballLoss } from "./losses.ts";
import { mean } from "./mean.ts";

/** Scores of the intervals of one level over one span. */
export interface IntervalScores {
  /** Nominal coverage of the intervals. */
  level: number;
  /** Empirical coverage: share of the values inside, bounds included. */
  coverage: number;
  /** Empirical coverage on the third of the days with the lowest, middle and highest `volatility`; NaN without it. */
  coverageByTercile: [low: number, middle: number, high: number];
  /** Mean width, in the unit of the values. */
  meanWidth: number;
  /** Mean interval (Winkler) score, in the unit of the values; lower is better. */
  intervalScore: number;
  /** Mean pinball loss of the two bounds, in the unit of the values. */
  pinball: number;
  /** Number of days. */
  n: number;
}

/** Intervals of one level over one span of n days. */
export interface IntervalInput {
  /** Actual values `[n]`. */
  readonly actual: ArrayLike<number>;
  /** Bounds of the intervals `[n]`. */
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
  /** Nominal coverage of the intervals, between 0 and 1. */
  readonly level: number;
  /** Sorts the days into terciles `[n]`, for example a forecast sigma. */
  readonly volatility?: ArrayLike<number>;
}

/**
 * Scores the intervals of one level.
 *
 * @throws MetricsError `bad_length`, `empty`, or `bad_value` for a value that is not finite, a lower bound above its upper
 * bound, or a level outside (0, 1)
 * @example
 * scoreIntervals({ actual: [1, 5], lower: [0, 0], upper: [2, 2], level: 0.9 }).coverage; // 0.5
 */
export function scoreIntervals({ actual, lower, upper, level, volatility }: IntervalInput): IntervalScores {
  checkSeries({ actual, lower, upper, ...(volatility && { volatility }) });
  checkLevel(level);
  const n = actual.length;
  const inside = new Uint8Array(n);
  const sums = { width: 0, score: 0, pinball: 0 };
  for (let i = 0; i < n; i++) {
    const [y, low, high] = [actual[i]!, lower[i]!, upper[i]!];
    if (low > high)
      throw new MetricsError("bad_value", `interval ${i} is ${low} to ${high}: expected lower <= upper`);
    inside[i] = low <= y && y <= high ? 1 : 0;
    sums.width += high - low;
    sums.score += intervalScore(y, low, high, level);
    sums.pinball += 0.5 * (pinballLoss(y, low, (1 - level) / 2) + pinballLoss(y, high, (1 + level) / 2));
  }
  return {
    level,
    coverage: mean(inside),
    coverageByTercile: volatility ? byTercile(inside, volatility) : [Number.NaN, Number.NaN, Number.NaN],
    meanWidth: sums.width / n,
    intervalScore: sums.score / n,
    pinball: sums.pinball / n,
    n,
  };
}

function byTercile(inside: Uint8Array, volatility: ArrayLike<number>): IntervalScores["coverageByTercile"] {
  const n = inside.length;
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => volatility[a]! - volatility[b]!);
  const third = (k: number) => {
    const days = order.slice(Math.round((k * n) / 3), Math.round(((k + 1) * n) / 3));
    return mean(days.map((day) => inside[day]!));
  };
  return [third(0), third(1), third(2)];
}
