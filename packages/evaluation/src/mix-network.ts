import type { NetworkMix } from "@lstm-predict/artifacts";
import type { RawSeries } from "@lstm-predict/bars";
import { EXTERNALS, MOST_WEIGHT, type StoredVolatility } from "@lstm-predict/forecaster";
import { dieboldMariano } from "@lstm-predict/metrics";
import type { Splits, TargetName, WindowRange } from "@lstm-predict/preprocessing";
import type { CalibratedScale } from "./calibrate.ts";
import { type AllForecasts, type Forecasts, forecastByWeight, type ModelForecasts } from "./forecasts.ts";
import { scoreRange } from "./score.ts";
import { winklerLosses } from "./winkler-losses.ts";

/** A model's forecasts at the weight that its network deserves. */
export interface MixedForecasts {
  forecasts: AllForecasts;
  /** Undefined if no network is part of the model's error bar. */
  mix?: NetworkMix;
  /** The scale by the network's log variance alone, calibrated as all others; absent if it forecasts none. */
  network?: CalibratedScale;
}

/** Days that pull the fitted weight to 0 as much as one validation span of a year pulls it away. */
const PRIOR_DAYS = 250;
/** The network has a part in the error bar only if chance gives such an improvement less often. */
const SIGNIFICANT = 0.05;

/**
 * Forecasts every day as `forecastAll`, with the weight of the network that validation gives it: the least-squares weight of its log
 * variance beside the pooled one, shrunk to 0; and 0 unless the 90 % intervals of the validation days are better with it by more than
 * chance (Diebold and Mariano 1995, one-sided, p < .05).
 *
 * Calibration is the same with and without the network. The test days choose nothing.
 *
 * @throws as `forecastAll`
 */
export function mixNetwork(
  series: RawSeries,
  splits: Splits,
  window: number,
  target: TargetName,
  model: ModelForecasts,
  stored?: StoredVolatility,
): MixedForecasts {
  const at = forecastByWeight(series, splits, window, target, model, stored);
  const without = at(0);
  if (target !== "distribution") return { forecasts: without };
  const fitted = fitWeight(without, model, splits.validation);
  const network = at(1).scales.model!;
  if (fitted === 0)
    return { forecasts: without, mix: { weight: 0, fitted, tried: [scoreAt(0, without)] }, network };
  const mixed = at(fitted);
  const losses = (forecasts: Forecasts) =>
    winklerLosses(forecasts, "model").subarray(splits.validation.from, splits.validation.to);
  const { pValue } = dieboldMariano(losses(mixed), losses(without), { alternative: "better" });
  const earns = pValue < SIGNIFICANT;
  const tried = [scoreAt(fitted, mixed), scoreAt(0, without)];
  return {
    forecasts: earns ? mixed : without,
    mix: { weight: earns ? fitted : 0, fitted, p: pValue, tried },
    network,
  };

  function scoreAt(weight: number, forecasts: AllForecasts): NetworkMix["tried"][number] {
    const { model } = scoreRange({ ...forecasts, scales: { model: forecasts.scales.model! } }, splits.test);
    return { weight, winkler: model.intervals["90"]!.winkler };
  }
}

/**
 * The weight of the network's log variance: the slope of actual minus pooled on network minus pooled over the days of a range, shrunk
 * as if `PRIOR_DAYS` more days had said 0, from 0 to one half.
 */
function fitWeight(
  { scales, logRangeVariance }: Forecasts,
  { windows }: ModelForecasts,
  { from, to }: WindowRange,
): number {
  const days = Array.from({ length: to - from }, (_, k) => {
    const day = from + k;
    const pooled = 2 * Math.log(scales.model!.sigma[day]!);
    return { x: windows[day]!.external![EXTERNALS[0]!]! - pooled, y: logRangeVariance[day]! - pooled };
  });
  const mean = (of: "x" | "y") => days.reduce((sum, day) => sum + day[of], 0) / days.length;
  const [meanX, meanY] = [mean("x"), mean("y")];
  let [xx, xy] = [0, 0];
  for (const { x, y } of days) {
    xx += (x - meanX) ** 2;
    xy += (x - meanX) * (y - meanY);
  }
  const slope = xx > 0 ? xy / xx : 0;
  const shrunk = (slope * days.length) / (days.length + PRIOR_DAYS);
  return Math.min(MOST_WEIGHT, Math.max(0, shrunk));
}
