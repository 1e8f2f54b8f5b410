import type { Forecast } from "./forecast.ts";

/** A forecast of one symbol's close, as it is issued. */
export interface ForecastRecord extends Forecast {
  symbol: string;
  /** The last bar that it was made from, YYYY-MM-DD; `naive` is its close. */
  asOf: string;
  /** The session whose close is forecast, YYYY-MM-DD, as far as it can be known. */
  targetDate: string;
  /** Sessions from `asOf` to `targetDate`. */
  horizon: number;
  /** The bundle that made it; null for a forecast that needs none. */
  model: { version: string; weightsSha256: string } | null;
}

/** A forecast of one day, beside the close that was settled; prices in the unit of the bars. */
export interface SettledForecast {
  /** The day that was forecast, YYYY-MM-DD. */
  date: string;
  /** The close of that day. */
  actual: number;
  prediction: number;
  /** "Tomorrow = today": the close before. */
  naive: number;
  /** Lower and upper price by percent of the days; empty where the model has no error bar. */
  intervals: Record<string, [lower: number, upper: number]>;
}
