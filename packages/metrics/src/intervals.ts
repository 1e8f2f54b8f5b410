import { checkLevel, checkSeries, MetricsError } from "./errors.ts";
import { intervalScore, pinballLoss } from "./losses.ts";
import { mean } from "./mean.ts";

/** How good the intervals of one level were over one span. */
export interface IntervalScores {
  /** Share of the values that the intervals should hold. */
  level: number;
  /** Share of the values inside, ends included. */
  coverage: number;
  /** `coverage` in the thirds of the days with the lowest, middle and highest `volatility`; NaN without it. */
  coverageByTercile: [low: number, middle: number, high: number];
  /** In the unit of the values. */
  meanWidth: number;
  /** Mean interval (Winkler) score, in the unit of the values; lower is better. */
  intervalScore: number;
  /** Mean pinball loss of the two ends. */
  pinball: number;
  /** Number of days. */
  n: number;
}

export interface IntervalInput {
  /** Actual values `[n]`. */
  readonly actual: ArrayLike<number>;
  /** Ends of the intervals `[n]`. */
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
  /** Share of the values that the intervals should hold, between 0 and 1. */
  readonly level: number;
  /** What the days are sorted into terciles by `[n]`: a forecast sigma, say. */
  readonly volatility?: ArrayLike<number>;
}

/**
 * Scores intervals of one level.
 *
 * MetricsError `bad_length`, `empty`, or `bad_value` for a value that is not finite, an interval that ends before it
 * starts or a level outside (0, 1).
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
