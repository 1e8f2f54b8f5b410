import { COLUMN_COUNT, type RawSeries } from "@lstm-predict/bars";
import { decodeOutputs, type Forecasts, forecastLater, mixNetwork, slice } from "@lstm-predict/evaluation";
import { type ModelConfig, snapshotWeights, type TrainingEvent } from "@lstm-predict/model";
import { fitModel } from "@lstm-predict/training";
import type { Fold } from "./folds.ts";

/** Input of `runFold`. */
export interface FoldRun {
  series: RawSeries;
  fold: Fold;
  config: ModelConfig;
  signal?: AbortSignal | undefined;
  onEvent?: ((event: TrainingEvent) => void) | undefined;
  /** Weights to start from, which may not have seen the days of the fold, such as those of the fold before. */
  initialWeights?: Float32Array[] | undefined;
  /** Horizons after the next session to forecast as well, each from 2 to 20. */
  horizons?: readonly number[] | undefined;
}

/**
 * Fits everything on the training and validation windows of a fold and forecasts its test days. Beside the forecasters of a training
 * there is `network`: the network's volatility alone, whatever part it has in the model's.
 *
 * Outcomes of later sessions may lie after the fold: they are looked up, and nothing learns from them before they are known.
 *
 * @throws what `fitModel` throws
 */
export async function runFold(
  run: FoldRun,
): Promise<{ forecasts: Forecasts; later: Forecasts[]; weights: Float32Array[] }> {
  const { fold, config, horizons = [] } = run;
  const { splits, bars } = fold;
  const series = barsOf(run.series, bars);
  const fitted = await fitModel({ ...run, series, splits });
  try {
    const decoded = decodeOutputs(fitted.preprocessor, series, fitted.outputs);
    const { window } = config;
    const { forecasts, network } = mixNetwork(series, splits, window, config.target, decoded);
    const scales = { ...forecasts.scales, ...(network && { network }) };
    const withOutcomes = barsOf(run.series, { ...bars, to: bars.to + Math.max(0, ...horizons) });
    const later = forecastLater(withOutcomes, decoded, { splits, window, horizons }).byHorizon;
    return {
      forecasts: slice({ ...forecasts, scales }, splits.test),
      later: later.map((of) => slice(of, splits.test)),
      weights: snapshotWeights(fitted.model),
    };
  } finally {
    fitted.model.dispose();
  }
}

/** Bars of a series. */
export function barsOf({ dates, rows, ...rest }: RawSeries, { from, to }: Fold["bars"]): RawSeries {
  const end = Math.min(to, dates.length);
  return {
    ...rest,
    dates: dates.slice(from, end),
    rows: rows.slice(from * COLUMN_COUNT, end * COLUMN_COUNT),
    length: end - from,
  };
}
