import { studentTCdf } from "./distributions.ts";
import { checkSeries, MetricsError } from "./errors.ts";
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
  return compare(differences, { lag: horizon - 1, weight: () => 1, correction, alternative });
}

/** Daily losses of two forecasts of one symbol: `dates [n]` ascending, `lossA [n]`, `lossB [n]`. */
export interface LossPanel {
  readonly dates: readonly string[];
  readonly lossA: ArrayLike<number>;
  readonly lossB: ArrayLike<number>;
}

/** Options of `panelDieboldMariano`. */
export interface PanelOptions {
  /** Differences up to `lag` days apart count as correlated; default 5. */
  readonly lag?: number;
  readonly alternative?: Alternative;
}

/**
 * Tests two forecasts for equal accuracy over several symbols.
 *
 * Averages the loss differences of each date first, because symbols move together, and takes the variance of the mean
 * from Newey and West (1987). Symbols may have different dates. Losses must have a unit that symbols share, such as the
 * share of the price.
 *
 * @throws MetricsError `bad_length`, `empty` or `bad_value`
 */
export function panelDieboldMariano(
  panels: readonly LossPanel[],
  { lag = 5, alternative = "different" }: PanelOptions = {},
): ForecastComparison {
  const byDate = new Map<string, { sum: number; count: number }>();
  for (const { dates, lossA, lossB } of panels) {
    checkSeries({ lossA, lossB });
    if (dates.length !== lossA.length) {
      throw new MetricsError(
        "bad_length",
        `dates has ${dates.length}, lossA has ${lossA.length} values: expected equal lengths`,
      );
    }
    dates.forEach((date, i) => {
      const day = byDate.get(date) ?? { sum: 0, count: 0 };
      byDate.set(date, { sum: day.sum + lossA[i]! - lossB[i]!, count: day.count + 1 });
    });
  }
  const n = byDate.size;
  if (n < 2) throw new MetricsError("empty", `the panels have ${n} dates: expected at least 2`);
  if (!(Number.isInteger(lag) && lag >= 0 && lag < n)) {
    throw new MetricsError(
      "bad_value",
      `lag is ${lag}: expected an integer from 0 to ${n - 1}, below the number of dates`,
    );
  }
  const days = [...byDate].sort(([a], [b]) => (a < b ? -1 : 1));
  const differences = Float64Array.from(days, ([, { sum, count }]) => sum / count);
  return compare(differences, { lag, weight: (k) => 1 - k / (lag + 1), correction: 1, alternative });
}

interface LongRun {
  readonly lag: number;
  /** Weight of the autocovariance k days apart. */
  readonly weight: (k: number) => number;
  readonly correction: number;
  readonly alternative: Alternative;
}

function compare(
  differences: Float64Array,
  { lag, weight, correction, alternative }: LongRun,
): ForecastComparison {
  const n = differences.length;
  const meanDifference = mean(differences);
  const autocovariance = (k: number) => {
    let sum = 0;
    for (let i = k; i < n; i++)
      sum += (differences[i]! - meanDifference) * (differences[i - k]! - meanDifference);
    return sum / n;
  };
  let variance = autocovariance(0);
  for (let k = 1; k <= lag; k++) variance += 2 * weight(k) * autocovariance(k);
  const statistic = variance > 0 ? (correction * meanDifference) / Math.sqrt(variance / n) : Number.NaN;
  return { meanDifference, statistic, pValue: pValue(statistic, n - 1, alternative), n };
}

function pValue(statistic: number, df: number, alternative: Alternative): number {
  if (alternative === "better") return studentTCdf(statistic, df);
  if (alternative === "worse") return studentTCdf(-statistic, df);
  return 2 * studentTCdf(-Math.abs(statistic), df);
}
