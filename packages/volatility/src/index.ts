export { conformalQuantile, mixQuantiles } from "./conformal.ts";
export { constantVolatility } from "./constant.ts";
export { daysBefore, logRangeVariance, logRangeVarianceOf, meanLogVariance, readDays } from "./days.ts";
export { VolatilityError, type VolatilityErrorCode } from "./errors.ts";
export { ewmaRange, ewmaReturns } from "./ewma.ts";
export { explainWidth, type WidthExplanation, type WidthTerm, type WidthTermName } from "./explain.ts";
export type {
  FittedVolatility,
  Pooled,
  TermVolatility,
  VolatilityForecaster,
  VolatilityState,
} from "./forecaster.ts";
export { fitGarch, type GarchParameters, garch } from "./garch.ts";
export { centreOf, choosePooled } from "./horizons/choose-pooled.ts";
export { contextsFrom, contextsOf, IMPLIED_DAYS, impliedOf, windowsWithContext } from "./horizons/context.ts";
export { fitTable, type TableOptions } from "./horizons/fit-table.ts";
export { atHorizon, checkHorizon, KNOTS, MAX_HORIZON, scaleAt } from "./horizons/knots.ts";
export {
  type PooledName,
  type PooledTable,
  type PooledUse,
  pooledTableFromJSON,
  SHIPPED,
} from "./horizons/pooled-table.ts";
export { PooledVolatility } from "./horizons/pooled-volatility.ts";
export { etaAt, type MixedHorizon, mixLogVariance, ownShareAt, TermBars } from "./horizons/term-bars.ts";
export {
  centreAt,
  type Interval,
  interval,
  type ReturnDensity,
  returnDensity,
  standardDeviation,
} from "./interval.ts";
export {
  type CalibrateOptions,
  type IntervalForecast,
  IntervalForecaster,
  type IntervalState,
} from "./interval-forecaster.ts";
export { har, harAt, harTerm, harVolume } from "./linear.ts";
export { alignMarket, type DatedRows, marketByDate } from "./market.ts";
export { externalVolatility, meanOf } from "./mean.ts";
export { fitPooled, type PooledModel, type PooledOptions, pooledModelFromJSON, zeroShot } from "./pooled.ts";
export { OWN_BARS, SPY_MARKET } from "./pooled-models.ts";
export { DEFAULT_ETA, QuantileTracker, type TrackerState } from "./quantile-tracker.ts";
export {
  type Context,
  type Days,
  type Implied,
  type Span,
  type TypedSpan,
  WINDOW,
  windowBefore,
} from "./span.ts";
export { volatilityFromJSON } from "./volatility-state.ts";
