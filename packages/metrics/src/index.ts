export { driftForecast, meanLogReturn, naiveForecast } from "./baselines.ts";
export { MetricsError, type MetricsErrorCode } from "./errors.ts";
export { type ScoreInput, type Scores, scoreForecast } from "./scores.ts";
export { type ForecastName, type SplitScoreInput, type SplitScores, scoreSplit } from "./split-scores.ts";
