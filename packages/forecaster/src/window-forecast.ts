import type { Forecast } from "@lstm-predict/forecasts";

/** A forecast with the scale of its intervals, from which an error bar can follow the day. */
export interface WindowForecast extends Forecast {
  /** Scale of the next log return: intervals are multiples of it. Absent if `intervals` is. */
  sigma?: number;
}

/** Returns the forecast without `sigma`, as in documents. */
export function withoutSigma({ sigma: _, ...forecast }: WindowForecast): Forecast {
  return forecast;
}
