export type { Activation } from "./dense.ts";
export { ForecastError, type ForecastErrorCode } from "./errors.ts";
export { type Forecast, Forecaster } from "./forecaster.ts";
export {
  describeIntervals,
  type ErrorBar,
  type IntervalsByLevel,
  type LevelName,
  levelName,
} from "./intervals.ts";
export { type DenseLayer, type Layers, type LstmLayer, readLayers } from "./layers.ts";
export { LEAST_ROWS, modelVolatility, NETWORK, pooledErrorBar, windowOf } from "./model-volatility.ts";
export type { Rows } from "./rows.ts";
export { TrackedIntervals } from "./tracked-intervals.ts";
export { type Tracked, trackDays } from "./tracking.ts";
