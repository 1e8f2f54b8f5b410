export { compareLosses } from "./compare-losses.ts";
export {
  type Alternative,
  type DieboldMarianoOptions,
  dieboldMariano,
  type ForecastComparison,
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
export { checkSeries, MetricsError, type MetricsErrorCode } from "./errors.ts";
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
export { mean } from "./mean.ts";
export { median } from "./median.ts";
export { type LossPanel, type PanelOptions, panelDieboldMariano } from "./panel-diebold-mariano.ts";
export { type Autocorrelation, autocorrelation } from "./path/autocorrelation.ts";
export { sessionsPerYear } from "./path/calendar.ts";
export { type Drawdown, deepest, drawdowns, underwaterCurve } from "./path/drawdowns.ts";
export { type Moments, moments } from "./path/moments.ts";
export { monthlyReturns, type YearOfReturns } from "./path/monthly.ts";
export { annualReturn, simpleReturns, totalReturn } from "./path/returns.ts";
export { type DatedReturn, extremes, type TailCount, tailCounts } from "./path/tails.ts";
export { describeVolatility, type RollingVolatility, rollingVolatility } from "./path/volatility.ts";
export { returnCorrelation, rmsse } from "./returns.ts";
export type { ScoreInput } from "./score-input.ts";
export { type Scores, scoreForecast } from "./scores.ts";
export { chanceOfBest, expectedBest, expectedMaximum, type Luck, luckOf } from "./selection/best-of-n.ts";
export { type Overfitting, probabilityOfOverfitting } from "./selection/overfitting.ts";
export {
  type DeflatedSharpeInput,
  deflatedSharpeRatio,
  expectedBestSharpe,
} from "./value/deflated-sharpe.ts";
export { monthlyVolatilities, volatilityScatter } from "./value/monthly-volatility.ts";
export { type SharpeDifference, sharpeDifference, sharpeRatio } from "./value/sharpe.ts";
