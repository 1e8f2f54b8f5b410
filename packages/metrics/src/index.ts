export { driftForecast, meanLogReturn, naiveForecast } from "./baselines.ts";
export {
  type Alternative,
  type DieboldMarianoOptions,
  dieboldMariano,
  type ForecastComparison,
  type LossPanel,
  type PanelOptions,
  panelDieboldMariano,
} from "./diebold-mariano.ts";
export { type BinomialShare, directionalAccuracy, wilsonInterval } from "./directional.ts";
export {
  normalCdf,
  normalPdf,
  normalQuantile,
  studentTCdf,
  studentTPdf,
  studentTQuantile,
} from "./distributions.ts";
export { MetricsError, type MetricsErrorCode } from "./errors.ts";
export { type IntervalInput, type IntervalScores, scoreIntervals } from "./intervals.ts";
export {
  crpsNormal,
  crpsQuantiles,
  crpsStudentT,
  intervalScore,
  pinballLoss,
  qlikeLoss,
  type StudentT,
} from "./losses.ts";
export {
  driftReturn,
  type FittedReturn,
  type LinearReturn,
  linearReturn,
  naiveReturn,
  RETURN_FORECASTERS,
  type ReturnForecaster,
  type ReturnSpan,
  ridgeReturn,
  shrunkDriftReturn,
} from "./return-forecasters.ts";
export { returnCorrelation, rmsse } from "./returns.ts";
export type { ScoreInput } from "./score-input.ts";
export { type Scores, scoreForecast } from "./scores.ts";
export { type ForecastName, type SplitScoreInput, type SplitScores, scoreSplit } from "./split-scores.ts";
