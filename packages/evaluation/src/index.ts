export { driftForecast, meanLogReturn, naiveForecast } from "./baselines/baselines.ts";
export {
  type BaselineDays,
  type Baselines,
  besides,
  forecastBaselines,
  type KnownDays,
  type PointBaseline,
  type ScaleBaseline,
} from "./baselines/custom.ts";
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
} from "./baselines/return-forecasters.ts";
export { fitLags } from "./baselines/ridge.ts";
export {
  type ForecastName,
  type SplitScoreInput,
  type SplitScores,
  scoreSplit,
} from "./baselines/split-scores.ts";
export type { CalibratedScale } from "./calibrate.ts";
export { EvaluationError, type EvaluationErrorCode } from "./errors.ts";
export { isEarned, pOfBetter } from "./fit-weight.ts";
export { decodeOutputs, type Forecasts, forecastAll, type ModelForecasts } from "./forecasts.ts";
export { type PlainForecasts, plain, reviveForecasts } from "./forecasts-json.ts";
export { join, slice } from "./join.ts";
export { forecastLater, type LaterForecasts, type LaterOptions } from "./later-forecasts.ts";
export { type MixedForecasts, mixNetwork } from "./mix-network.ts";
export { refitTable, type TableRefit } from "./refit-table.ts";
export {
  firstTestBar,
  LEAST_BARS,
  type PooledScores,
  type Refit,
  type RefitScores,
  refit,
  type SymbolBars,
} from "./refit-volatility.ts";
export {
  type ScoreTable,
  type SplitTable,
  scoreRange,
  scoreSplits,
} from "./score.ts";
export {
  compareDays,
  type DatedSpan,
  type DayComparison,
  type DayScores,
  scoreDays,
} from "./score-days.ts";
export { scoreHorizons } from "./score-horizons.ts";
export { scoreLater } from "./score-later.ts";
export { settledForecasts } from "./settled-forecasts.ts";
export { winklerLosses } from "./winkler-losses.ts";
