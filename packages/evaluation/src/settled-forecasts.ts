import { intervalsByLevel } from "@lstm-predict/forecaster";
import { LEVELS, type SettledForecast } from "@lstm-predict/forecasts";
import type { WindowRange } from "@lstm-predict/preprocessing";
import type { Forecasts } from "./forecasts.ts";

/** Returns the model's forecast of each day of a range beside the naive one and the actual close. */
export function settledForecasts(
  { dates, last, actual, points, scales }: Forecasts,
  { from, to }: WindowRange,
): SettledForecast[] {
  const { sigma, quantiles, centre } = scales.model!;
  return Array.from({ length: to - from }, (_, k) => {
    const day = from + k;
    return {
      date: dates[day]!,
      actual: actual[day]!,
      prediction: points.model![day]!,
      naive: last[day]!,
      intervals: intervalsByLevel(last[day]!, sigma[day]!, LEVELS, quantiles[day]!, centre),
    };
  });
}
