import { directionalAccuracy } from "./directional.ts";
import { checkSeries } from "./errors.ts";
import { mean } from "./mean.ts";
import type { ScoreInput } from "./score-input.ts";

/** Scores of one forecast over one span; an undefined score is NaN, which JSON writes as null. */
export interface Scores {
  /** Coefficient of determination, 1 is perfect; undefined if all actual values are equal. */
  r2: number;
  /** Mean absolute error, in the unit of the values. */
  mae: number;
  /** Root mean squared error, in the unit of the values. */
  rmse: number;
  /** Mean absolute error in percent of the actual values; undefined if one of them is 0. */
  mape: number;
  /** `mae` over the `mae` of the naive forecast on the same span: below 1 is better; undefined if naive has no error. */
  mase: number;
  /** Share of the days with a move, 0 to 1, on which the forecast had the right direction. */
  directionalAccuracy: number;
  /** Number of days. */
  n: number;
}

/**
 * Scores one forecast.
 *
 * MASE divides by the naive error of the same span, so the naive forecast has exactly 1 on every span (Hyndman and Koehler
 * 2006 divide by the error of the training span).
 *
 * @throws MetricsError `bad_length`, `empty`, or `bad_value` for a value that is not finite
 * @example
 * scoreForecast({ forecast: [10, 11], actual: [10, 12], last: [9, 10] }).mase; // 1 / 3
 */
export function scoreForecast({ forecast, actual, last }: ScoreInput): Scores {
  checkSeries({ forecast, actual, last });
  const errors = Float64Array.from(actual, (value, i) => value - forecast[i]!);
  const mae = mean(errors.map(Math.abs));
  const naiveMae = mean(Float64Array.from(actual, (value, i) => Math.abs(value - last[i]!)));
  const meanSquaredError = mean(errors.map((error) => error ** 2));
  // Subtracting the first value makes the mean of equal values exact, and their variance 0.
  const meanActual = actual[0]! + mean(Float64Array.from(actual, (value) => value - actual[0]!));
  const variance = mean(Float64Array.from(actual, (value) => (value - meanActual) ** 2));
  const mape = 100 * mean(errors.map((error, i) => Math.abs(error / actual[i]!)));
  return {
    r2: variance > 0 ? 1 - meanSquaredError / variance : Number.NaN,
    mae,
    rmse: Math.sqrt(meanSquaredError),
    mape: Number.isFinite(mape) ? mape : Number.NaN,
    mase: ratio(mae, naiveMae),
    directionalAccuracy: directionalAccuracy({ forecast, actual, last }).share,
    n: actual.length,
  };
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : Number.NaN;
}
