import { type Alternative, type ForecastComparison, pValue } from "./diebold-mariano.ts";
import { checkSeries, MetricsError } from "./errors.ts";
import { longRunVariance } from "./long-run-variance.ts";
import { mean } from "./mean.ts";

/** Daily losses of two forecasts of one symbol: `dates [n]` ascending, `lossA [n]`, `lossB [n]`, all at least 0. */
export interface LossPanel {
  readonly dates: readonly string[];
  readonly lossA: ArrayLike<number>;
  readonly lossB: ArrayLike<number>;
}

/** Options of `panelDieboldMariano`. */
export interface PanelOptions {
  /** Horizon of the forecasts in days, which decides the default of `lag`; default 1. */
  readonly horizon?: number;
  /** Dates up to `lag` apart count as correlated; default 5 or 2 `horizon`, whichever is larger, and below the dates. */
  readonly lag?: number;
  readonly alternative?: Alternative;
}

const LEAST_LAG = 5;

/**
 * Tests two forecasts for equal accuracy over several symbols.
 *
 * Divides the loss differences of each symbol by the symbol's mean loss of B, so that a calm symbol counts as much as a
 * wild one, and takes their mean over all symbol-days. Its variance allows for symbols that move together and for dates up
 * to `lag` apart: Newey and West (1987) on the sums by date (Driscoll and Kraay 1998), Student's t with dates - 1 degrees of
 * freedom. So a date counts as many times as symbols traded on it.
 *
 * Symbols may have different dates. A symbol on which B has no loss at all has no unit, and is left out.
 *
 * @returns `meanDifference` as a share of B's mean loss, `n` dates; NaN if no symbol is left
 * @throws MetricsError `bad_length`, `empty` or `bad_value`
 * @example
 * panelDieboldMariano([{ dates, lossA, lossB }, ...others]).meanDifference; // -0.01: A's losses are 1 % lower
 */
export function panelDieboldMariano(
  panels: readonly LossPanel[],
  { horizon = 1, lag, alternative = "different" }: PanelOptions = {},
): ForecastComparison {
  const days = panels.flatMap(relativeDifferences);
  const dates = [...new Set(panels.flatMap((panel) => panel.dates))].sort();
  const n = dates.length;
  if (n < 2) throw new MetricsError("empty", `the panels have ${n} dates: expected at least 2`);
  const lags = lag ?? Math.min(Math.max(LEAST_LAG, 2 * horizon), n - 1);
  if (!(Number.isInteger(lags) && lags >= 0 && lags < n)) {
    throw new MetricsError(
      "bad_value",
      `lag is ${lag}: expected an integer from 0 to ${n - 1}, below the number of dates`,
    );
  }
  const meanDifference = mean(days.map(({ difference }) => difference));
  const at = new Map(dates.map((date, k) => [date, k]));
  const sums = new Float64Array(n);
  for (const { date, difference } of days) sums[at.get(date)!]! += difference - meanDifference;
  const variance = longRunVariance(sums, lags, (k) => 1 - k / (lags + 1));
  const statistic = variance > 0 ? (meanDifference * days.length) / Math.sqrt(n * variance) : Number.NaN;
  return { meanDifference, statistic, pValue: pValue(statistic, n - 1, alternative), n };
}

function relativeDifferences({ dates, lossA, lossB }: LossPanel): { date: string; difference: number }[] {
  checkSeries({ lossA, lossB });
  if (dates.length !== lossA.length) {
    throw new MetricsError(
      "bad_length",
      `dates has ${dates.length}, lossA has ${lossA.length} values: expected equal lengths`,
    );
  }
  const unit = mean(lossB);
  if (unit === 0) return [];
  return dates.map((date, i) => ({ date, difference: (lossA[i]! - lossB[i]!) / unit }));
}
