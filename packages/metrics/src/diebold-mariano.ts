import { studentTCdf } from "./distributions.ts";
import { checkSeries, MetricsError } from "./errors.ts";
import { longRunVariance } from "./long-run-variance.ts";
import { mean } from "./mean.ts";

/** The alternative to equal accuracy: A differs from B, A is better (lower mean loss), or A is worse. */
export type Alternative = "different" | "better" | "worse";

/** Result of a test of equal accuracy. */
export interface ForecastComparison {
  /** Mean loss of A minus mean loss of B: below 0, A is better. */
  meanDifference: number;
  /** Below 0, A is better; NaN if the losses differ by a constant. */
  statistic: number;
  pValue: number;
  /** Days compared. */
  n: number;
}

/** Options of `dieboldMariano`. */
export interface DieboldMarianoOptions {
  /** Horizon of the forecasts in days: differences up to `horizon` - 1 days apart count as correlated; default 1. */
  readonly horizon?: number;
  readonly alternative?: Alternative;
}

/**
 * Tests two forecasts for equal accuracy (Diebold and Mariano 1995), with the small-sample correction of Harvey, Leybourne
 * and Newbold (1997) and Student's t with n - 1 degrees of freedom; equals R's `forecast::dm.test`.
 *
 * @param lossA daily losses of forecast A `[n]`, n >= 2
 * @param lossB daily losses of forecast B `[n]`
 * @throws MetricsError `bad_length`, `empty` or `bad_value`
 * @example
 * dieboldMariano([1, 2, 3, 4], [2, 2, 4, 5]).meanDifference; // -0.75
 */
export function dieboldMariano(
  lossA: ArrayLike<number>,
  lossB: ArrayLike<number>,
  { horizon = 1, alternative = "different" }: DieboldMarianoOptions = {},
): ForecastComparison {
  checkSeries({ lossA, lossB });
  const n = lossA.length;
  if (!(Number.isInteger(horizon) && horizon >= 1 && horizon < n)) {
    throw new MetricsError(
      "bad_value",
      `horizon is ${horizon}: expected an integer from 1 to ${n - 1}, below n`,
    );
  }
  const differences = Float64Array.from({ length: n }, (_, i) => lossA[i]! - lossB[i]!);
  const correction = Math.sqrt((n + 1 - 2 * horizon + (horizon * (horizon - 1)) / n) / n);
  const meanDifference = mean(differences);
  const variance = longRunVariance(
    differences.map((difference) => difference - meanDifference),
    horizon - 1,
    () => 1,
  );
  const statistic = variance > 0 ? (correction * meanDifference) / Math.sqrt(variance / n) : Number.NaN;
  return { meanDifference, statistic, pValue: pValue(statistic, n - 1, alternative), n };
}

/** The p-value of a statistic with Student's t distribution. */
export function pValue(statistic: number, df: number, alternative: Alternative): number {
  if (alternative === "better") return studentTCdf(statistic, df);
  if (alternative === "worse") return studentTCdf(-statistic, df);
  return 2 * studentTCdf(-Math.abs(statistic), df);
}
