import type { SettledForecast } from "./record.ts";

/** The names of the interval columns, in the order of `levels`: lower50, upper50, lower80 and so on. */
export function intervalColumns(levels: readonly string[]): string[] {
  return levels.flatMap((level) => [`lower${level}`, `upper${level}`]);
}

/**
 * Formats forecasts as CSV, one line each: `columns`, then the lower and upper price of each level.
 *
 * @param columns name of each column, and the function that reads its value; columns keep their order
 * @param digits significant digits of numbers; all digits if undefined
 */
export function formatForecasts<T extends Pick<SettledForecast, "intervals">>(
  forecasts: readonly T[],
  columns: Readonly<Record<string, (forecast: T) => string | number>>,
  digits?: number,
): string {
  const levels = Object.keys(forecasts[0]?.intervals ?? {});
  const cell = (value: string | number) =>
    typeof value === "number" && digits !== undefined ? Number(value.toPrecision(digits)) : value;
  const lines = forecasts.map((forecast) => {
    const values = [
      ...Object.values(columns).map((read) => read(forecast)),
      ...levels.flatMap((level) => forecast.intervals[level]!),
    ];
    return values.map(cell).join(",");
  });
  const header = [...Object.keys(columns), ...intervalColumns(levels)].join(",");
  return `${[header, ...lines].join("\n")}\n`;
}

/** The columns of settled forecasts, for `formatForecasts`. */
export const SETTLED = {
  date: ({ date }: SettledForecast) => date,
  actual: ({ actual }: SettledForecast) => actual,
  prediction: ({ prediction }: SettledForecast) => prediction,
  naive: ({ naive }: SettledForecast) => naive,
};

/**
 * Reads what `formatForecasts` wrote with the columns `SETTLED`.
 *
 * @param fail makes the error for a bad line from its number (from 1) and the expected columns
 * @throws what `fail` returns, for the first line that is not a forecast
 */
export function parseSettled(
  text: string,
  fail: (line: number, expected: string) => Error,
): SettledForecast[] {
  const [header = [], ...lines] = text
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  const columns = header.slice(Object.keys(SETTLED).length);
  const levels = columns.flatMap((name) => /^lower(\d+)$/.exec(name)?.[1] ?? []);
  return lines.map(([date, ...cells], index) => {
    const numbers = cells.map(Number);
    const [actual, prediction, naive, ...ends] = numbers;
    if (ends.length !== 2 * levels.length || !numbers.every(Number.isFinite))
      throw fail(index + 2, header.join(","));
    const intervals = levels.map((level, k) => [level, [ends[2 * k]!, ends[2 * k + 1]!]]);
    return {
      date: date!,
      actual: actual!,
      prediction: prediction!,
      naive: naive!,
      intervals: Object.fromEntries(intervals),
    };
  });
}
