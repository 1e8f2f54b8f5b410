import { type ScoreInput, type Scores, scoreForecast } from "@lstm-predict/metrics";
import { driftForecast, naiveForecast } from "./baselines.ts";

export type ForecastName = "model" | "naive" | "drift";

/** A model's scores with those of the baselines on the same days. */
export type SplitScores = Record<ForecastName, Scores>;

export interface SplitScoreInput extends ScoreInput {
  /** Mean log return of the training span, as `meanLogReturn` gives it: what the drift forecast is made of. */
  readonly drift: number;
}

/** Scores a model's forecast beside the naive and drift forecasts of the same days; errors as `scoreForecast`. */
export function scoreSplit({ forecast, actual, last, drift }: SplitScoreInput): SplitScores {
  return {
    model: scoreForecast({ forecast, actual, last }),
    naive: scoreForecast({ forecast: naiveForecast(last), actual, last }),
    drift: scoreForecast({ forecast: driftForecast(last, drift), actual, last }),
  };
}
