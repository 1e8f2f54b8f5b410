export { ForecastError, type ForecastErrorCode } from "./errors.ts";
export { type Forecast, Forecaster } from "./forecaster.ts";
export type { Rows } from "./rows.ts";
