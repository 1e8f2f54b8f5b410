import type { TestForecast } from "@lstm-predict/artifacts";
import { LEVELS } from "@lstm-predict/forecasts";
import type { WindowRange } from "@lstm-predict/preprocessing";
import { interval } from "@lstm-predict/volatility";
import type { Forecasts } from "./forecasts.ts";

/** What the model said of each day of a range the evening before, beside naive and the close that came. */
export function describeDays(
  { dates, last, actual, points, scales }: Forecasts,
  { from, to }: WindowRange,
): TestForecast[] {
  const { sigma, quantiles } = scales.model!;
  return Array.from({ length: to - from }, (_, k) => {
    const day = from + k;
    const ends = LEVELS.map((level, at) => {
      const { lower, upper } = interval(last[day]!, sigma[day]!, quantiles[day]![at]!);
      return [String(Math.round(100 * level)), [lower, upper] as [number, number]];
    });
    return {
      ...{ date: dates[day]!, actual: actual[day]! },
      ...{ prediction: points.model![day]!, naive: last[day]! },
      intervals: Object.fromEntries(ends),
    };
  });
}
