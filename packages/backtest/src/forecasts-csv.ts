import { LEVELS } from "@lstm-predict/forecasts";
import type { SymbolForecasts } from "./run-backtest.ts";

/** Formats all forecasts of a symbol as CSV, one line for each seed and day: prediction, naive, actual, sigma, intervals. */
export function forecastsCsv({ bySeed }: SymbolForecasts, firstSeed: number): string {
  const levels = LEVELS.map((level) => String(Math.round(100 * level)));
  const header = ["date", "seed", "prediction", "naive", "actual", "sigma"];
  const ends = levels.flatMap((level) => [`lower${level}`, `upper${level}`]);
  const lines = bySeed.flatMap(({ dates, last, actual, points, scales }, seed) =>
    dates.map((date, k) => {
      const { sigma, quantiles } = scales.model!;
      const reach = LEVELS.map((_, level) => quantiles[k]![level]! * sigma[k]!);
      const intervals = reach.flatMap((r) => [last[k]! * Math.exp(-r), last[k]! * Math.exp(r)]);
      return [date, firstSeed + seed, points.model![k], last[k], actual[k], sigma[k], ...intervals].join(",");
    }),
  );
  return `${[[...header, ...ends].join(","), ...lines].join("\n")}\n`;
}
