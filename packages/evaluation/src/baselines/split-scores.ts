import { type ScoreInput, type Scores, scoreForecast } from "@lstm-predict/metrics";
import { driftForecast, naiveForecast } from "./baselines.ts";

export type ForecastName = "model" | "naive" | "drift";

/** Scores of a model and of the baselines on the same days. */
export type SplitScores = Record<ForecastName, Scores>;

export interface SplitScoreInput extends ScoreInput {
  /** Mean log return of the training span (see `meanLogReturn`), for the drift forecast. */
  readonly drift: number;
}

/**
 * Scores forecasts from anywhere beside the naive and drift forecasts of the same days.
 *
 * `scoreSplits` does the same, and more, for forecasts of `forecastAll`.
 *
 * @throws MetricsError as `scoreForecast`
 * @example
 * scoreSplit({ forecast: [10, 11], actual: [10, 12], last: [9, 10], drift: 0 }).model.mase; // 1 / 3
 */
export function scoreSplit({ forecast, actual, last, drift }: SplitScoreInput): SplitScores {
  return {
    model: scoreForecast({ forecast, actual, last }),
    naive: scoreForecast({ forecast: naiveForecast(last), actual, last }),
    drift: scoreForecast({ forecast: driftForecast(last, drift), actual, last }),
  };
}
