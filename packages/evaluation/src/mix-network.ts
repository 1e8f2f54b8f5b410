import type { NetworkMix } from "@lstm-predict/artifacts";
import type { RawSeries } from "@lstm-predict/bars";
import { EXTERNALS, type StoredVolatility } from "@lstm-predict/forecaster";
import { dieboldMariano } from "@lstm-predict/metrics";
import type { Splits, TargetName } from "@lstm-predict/preprocessing";
import type { CalibratedScale } from "./calibrate.ts";
import { fitWeight, isEarned } from "./fit-weight.ts";
import { type AllForecasts, type Forecasts, forecastByWeight, type ModelForecasts } from "./forecasts.ts";
import { scoreRange } from "./score.ts";
import { winklerLosses } from "./winkler-losses.ts";

/** A model's forecasts at the weight that its network deserves. */
export interface MixedForecasts {
  forecasts: AllForecasts;
  /** Undefined if no network is part of the model's error bar. */
  mix?: NetworkMix;
  /** The scale by the network's log variance alone, calibrated as all others; absent if it forecasts none. Computed when it is read. */
  readonly network?: CalibratedScale;
}

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
  const { from, to } = splits.validation;
  const fitted = fitWeight(
    Array.from({ length: to - from }, (_, k) => ({
      actual: without.logRangeVariance[from + k]!,
      pooled: 2 * Math.log(without.scales.model!.sigma[from + k]!),
      network: model.windows[from + k]!.external![EXTERNALS[0]!]!,
    })),
  );
  if (fitted === 0) return told(without, { weight: 0, fitted, tried: [scoreAt(0, without)] });
  const mixed = at(fitted);
  const losses = (forecasts: Forecasts) => winklerLosses(forecasts, "model").subarray(from, to);
  const { pValue } = dieboldMariano(losses(mixed), losses(without), { alternative: "better" });
  const earns = isEarned(pValue);
  const tried = [scoreAt(fitted, mixed), scoreAt(0, without)];
  return told(earns ? mixed : without, { weight: earns ? fitted : 0, fitted, p: pValue, tried });

  /** A training does not ask for the network alone. */
  function told(forecasts: AllForecasts, mix: NetworkMix): MixedForecasts {
    return {
      forecasts,
      mix,
      get network() {
        return at(1).scales.model!;
      },
    };
  }

  function scoreAt(weight: number, forecasts: AllForecasts): NetworkMix["tried"][number] {
    const { model } = scoreRange({ ...forecasts, scales: { model: forecasts.scales.model! } }, splits.test);
    return { weight, winkler: model.intervals["90"]!.winkler };
  }
}
