export { formatForecasts, intervalColumns, parseSettled, SETTLED } from "./csv.ts";
export type {
  ErrorBar,
  Forecast,
  HorizonForecast,
  IntervalsByLevel,
  SessionForecast,
} from "./forecast.ts";
export { LEVELS, type LevelName, levelName } from "./levels.ts";
export type { ForecastRecord, SettledForecast } from "./record.ts";
