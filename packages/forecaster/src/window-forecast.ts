import type { Forecast } from "@lstm-predict/forecasts";

/** A forecast as the forecaster makes it, for those who let an error bar follow it. */
export interface WindowForecast extends Forecast {
  /** Scale of the next log return, whose multiples the intervals are; absent with them. */
  sigma?: number;
}

/** The forecast alone, as documents show it. */
export function withoutSigma({ sigma: _, ...forecast }: WindowForecast): Forecast {
  return forecast;
}
