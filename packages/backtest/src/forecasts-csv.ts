import { settledForecasts } from "@lstm-predict/evaluation";
import { formatForecasts, type SettledForecast } from "@lstm-predict/forecasts";
import type { SymbolForecasts } from "./run-backtest.ts";

interface Line extends SettledForecast {
  seed: number;
  /** Scale of the next log return. */
  sigma: number;
}

/** Formats all forecasts of a symbol as CSV, one line for each seed and day: prediction, naive, actual, sigma, intervals. */
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
