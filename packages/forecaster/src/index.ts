export type { Activation } from "./dense.ts";
export { ForecastError, type ForecastErrorCode } from "./errors.ts";
export { Forecaster } from "./forecaster.ts";
export { describeIntervals } from "./intervals.ts";
export { type DenseLayer, type Layers, type LstmLayer, readLayers } from "./layers.ts";
export { LEAST_ROWS, modelVolatility, NETWORK, pooledErrorBar, windowOf } from "./model-volatility.ts";
export { forecastWithModel, forecastWithoutModel, type NextSession } from "./next-session.ts";
export { TrackedIntervals } from "./tracked-intervals.ts";
export { type Tracked, trackDays } from "./tracking.ts";
