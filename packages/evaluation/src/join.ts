import type { WindowRange } from "@lstm-predict/preprocessing";
import type { CalibratedScale } from "./calibrate.ts";
import type { Forecasts } from "./forecasts.ts";
import { mapValues } from "./map-values.ts";

/** Returns the forecasts of the days of a range. */
export function slice(forecasts: Forecasts, { from, to }: WindowRange): Forecasts {
  const part = (values: Float64Array) => values.slice(from, to);
  return {
    horizon: forecasts.horizon,
    dates: forecasts.dates.slice(from, to),
    last: part(forecasts.last),
    actual: part(forecasts.actual),
    logRangeVariance: part(forecasts.logRangeVariance),
    points: mapValues(forecasts.points, part),
    scales: mapValues(forecasts.scales, ({ sigma, quantiles, variance, ...rest }) => ({
      ...rest,
      sigma: part(sigma),
      quantiles: quantiles.slice(from, to),
      variance: part(variance),
    })),
  };
}

/** Concatenates the days of several parts. Leaves out forecasters that one of the parts does not have. */
export function join(parts: readonly Forecasts[]): Forecasts {
  const all = (pick: (part: Forecasts) => Float64Array) =>
    Float64Array.from(parts.flatMap((part) => [...pick(part)]));
  const shared = (pick: (part: Forecasts) => object) =>
    Object.keys(pick(parts[0]!)).filter((name) => parts.every((part) => name in pick(part)));
  return {
    horizon: parts[0]!.horizon,
    dates: parts.flatMap(({ dates }) => dates),
    last: all(({ last }) => last),
    actual: all(({ actual }) => actual),
    logRangeVariance: all(({ logRangeVariance }) => logRangeVariance),
    points: Object.fromEntries(
      shared(({ points }) => points).map((name) => [name, all(({ points }) => points[name]!)]),
    ),
    scales: Object.fromEntries(
      shared(({ scales }) => scales).map((name): [string, CalibratedScale] => [
        name,
        {
          ...parts[0]!.scales[name]!,
          sigma: all(({ scales }) => scales[name]!.sigma),
          quantiles: parts.flatMap(({ scales }) => scales[name]!.quantiles),
          variance: all(({ scales }) => scales[name]!.variance),
        },
      ]),
    ),
  };
}
