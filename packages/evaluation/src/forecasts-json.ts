import type { Forecasts } from "./forecasts.ts";
import { mapValues } from "./map-values.ts";

/** Forecasts as plain data: the same numbers to the last bit, also after JSON. */
// biome-ignore lint/suspicious/noExplicitAny: JSON
export type PlainForecasts = any;

/** A replacer for `JSON.stringify`: typed arrays as plain ones, and what JSON has no number for as text: "Infinity" where a price stands still. */
export function plain(_name: string, value: unknown): unknown {
  if (value instanceof Float64Array || value instanceof Float32Array) return Array.from(value);
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

/** The forecasts that `plain` has written; nothing is checked. */
export function reviveForecasts(parsed: PlainForecasts): Forecasts {
  const numbers = (values: number[]) => Float64Array.from(values);
  return {
    horizon: parsed.horizon,
    dates: parsed.dates,
    last: numbers(parsed.last),
    actual: numbers(parsed.actual),
    logRangeVariance: numbers(parsed.logRangeVariance),
    points: mapValues(parsed.points as Record<string, number[]>, numbers),
    scales: mapValues(
      parsed.scales as Record<
        string,
        { sigma: number[]; quantiles: number[][]; variance: number[]; centre?: number }
      >,
      ({ sigma, quantiles, variance, ...rest }) => ({
        ...rest,
        sigma: numbers(sigma),
        quantiles: quantiles.map((levels) => levels.map(Number)),
        variance: numbers(variance),
      }),
    ),
  };
}
