export type { Activation } from "./dense.ts";
export { ForecastError, type ForecastErrorCode } from "./errors.ts";
export { Forecaster } from "./forecaster.ts";
export { describeIntervals } from "./intervals.ts";
export { type DenseLayer, type Layers, type LstmLayer, readLayers } from "./layers.ts";
export { EXTERNALS, LEAST_ROWS, modelVolatility, pooledErrorBar, windowOf } from "./model-volatility.ts";
export { forecastWithModel, forecastWithoutModel, type NextSession } from "./next-session.ts";
export { TrackedIntervals } from "./tracked-intervals.ts";
export { type Tracked, trackDays } from "./tracking.ts";
