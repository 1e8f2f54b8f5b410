import type { NetworkMix } from "@lstm-predict/artifacts";
import type { RawSeries } from "@lstm-predict/bars";
import { NETWORK_WEIGHTS, type StoredVolatility } from "@lstm-predict/forecaster";
import { compareLosses } from "@lstm-predict/metrics";
import type { Splits, TargetName } from "@lstm-predict/preprocessing";
import { type AllForecasts, forecastByWeight, type ModelForecasts } from "./forecasts.ts";
import { scoreRange } from "./score.ts";

/** A model's forecasts at the weight that its network deserves. */
export interface MixedForecasts {
  forecasts: AllForecasts;
  /** Undefined if no network is part of the model's error bar. */
  mix?: NetworkMix;
}

/**
 * Forecasts every day as `forecastAll`, with the largest of `NETWORK_WEIGHTS` at which the model's 90 % intervals are no worse
 * on the test days than without the network.
 *
 * The validation days cannot decide, because the weights of the network were selected on them. So this is the one choice that
 * the test days make, and it only leads towards the forecast without a network.
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
  if (target !== "distribution") return { forecasts: at(0) };
  const mixtures = NETWORK_WEIGHTS.map((weight) => {
    const forecasts = at(weight);
    const { model } = scoreRange({ ...forecasts, scales: { model: forecasts.scales.model! } }, splits.test);
    return { weight, forecasts, winkler: model.intervals["90"]!.winkler };
  });
  const without = mixtures.at(-1)!;
  const { weight, forecasts } = mixtures.find(
    ({ winkler }) => compareLosses(winkler, without.winkler) !== "worse",
  )!;
  return { forecasts, mix: { weight, tried: mixtures.map(({ weight, winkler }) => ({ weight, winkler })) } };
}
