export type { Activation } from "./activations.ts";
export { ForecastError, type ForecastErrorCode } from "./errors.ts";
export type { Steps } from "./explain/explain-window.ts";
export type {
  ExplainOptions,
  Explanation,
  ModelExplanation,
  NetworkExplanation,
  OutputExplanation,
  PointExplanation,
} from "./explain/explanation.ts";
export { type BarRange, Follower } from "./follower.ts";
export { Forecaster } from "./forecaster.ts";
export {
  describeHorizon,
  describeIntervals,
  describeNext,
  intervalsByLevel,
  POOLED_WIDE,
} from "./intervals.ts";
export { type DenseLayer, type Layers, type LstmLayer, readLayers } from "./layers.ts";
export {
  EXTERNALS,
  LEAST_ROWS,
  MOST_WEIGHT,
  modelVolatility,
  type PooledChoice,
  pooledErrorBar,
  pooledVolatility,
  type StoredVolatility,
  windowOf,
} from "./model-volatility.ts";
export {
  forecastWithHar,
  forecastWithModel,
  forecastWithoutModel,
  laterRecords,
  type NextOptions,
  type NextSession,
  type TrackedDays,
  whyWithoutNetwork,
  withDays,
} from "./next-session.ts";
export { storedVolatilityFromJSON } from "./stored-volatility.ts";
export { TrackedIntervals } from "./tracked-intervals.ts";
export type { Tracked } from "./tracking.ts";
export { requireBarsSinceTraining } from "./training-end.ts";
export { isFiniteForecast, lastCloseForecast, type WindowForecast, withoutSigma } from "./window-forecast.ts";
