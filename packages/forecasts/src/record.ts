import type { Forecast } from "./forecast.ts";

/** A forecast as it is issued: the symbol, the session, and the model behind it. */
export interface ForecastRecord extends Forecast {
  symbol: string;
  /** Date of the last bar used, YYYY-MM-DD; `naive` is its close. */
  asOf: string;
  /** Date of the session that is forecast, YYYY-MM-DD; a holiday that is not known may move it. */
  targetDate: string;
  /** Sessions from `asOf` to `targetDate`. */
  horizon: number;
  /** The bundle that made it; null for a forecast without a model. */
  model: { version: string; weightsSha256: string } | null;
}

/** A forecast of one day beside the actual close; prices in the unit of the bars. */
export interface SettledForecast {
  /** The day that was forecast, YYYY-MM-DD. */
  date: string;
  /** The close of that day. */
  actual: number;
  prediction: number;
  /** The naive forecast "tomorrow = today": the close before. */
  naive: number;
  /** Lower and upper price by level; empty if the model has no error bar. */
  intervals: Record<string, [lower: number, upper: number]>;
}
