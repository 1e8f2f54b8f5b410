import { settledForecasts } from "@lstm-predict/evaluation";
import { formatForecasts, type SettledForecast } from "@lstm-predict/forecasts";
import type { SymbolForecasts } from "./run-backtest.ts";

interface Line extends SettledForecast {
  seed: number;
  /** Scale of the next log return. */
  sigma: number;
}

/** Every forecast of a symbol as CSV, a line a day and seed: the prediction, naive, the actual close, and the intervals. */
export function forecastsCsv({ bySeed }: SymbolForecasts, firstSeed: number): string {
  const lines = bySeed.flatMap((forecasts, k): Line[] => {
    const { sigma } = forecasts.scales.model!;
    const days = settledForecasts(forecasts, { from: 0, to: forecasts.dates.length });
    return days.map((day, at) => ({ ...day, seed: firstSeed + k, sigma: sigma[at]! }));
  });
  return formatForecasts(lines, {
    date: ({ date }) => date,
    seed: ({ seed }) => seed,
    prediction: ({ prediction }) => prediction,
    naive: ({ naive }) => naive,
    actual: ({ actual }) => actual,
    sigma: ({ sigma }) => sigma,
  });
}
