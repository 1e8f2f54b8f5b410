import { COLUMN_COUNT, type RawSeries } from "@lstm-predict/bars";
import { decodeOutputs, type Forecasts, forecastAll, slice } from "@lstm-predict/evaluation";
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
}

/**
 * Fits everything on the training and validation windows of a fold and forecasts its test days.
 *
 * @throws what `fitModel` throws
 */
export async function runFold(run: FoldRun): Promise<{ forecasts: Forecasts; weights: Float32Array[] }> {
  const { fold, config } = run;
  const { splits } = fold;
  const series = barsOf(run.series, fold);
  const fitted = await fitModel({ ...run, series, splits });
  try {
    const decoded = decodeOutputs(fitted.preprocessor, series, fitted.outputs);
    const forecasts = forecastAll(series, splits, config.window, config.target, decoded);
    return { forecasts: slice(forecasts, splits.test), weights: snapshotWeights(fitted.model) };
  } finally {
    fitted.model.dispose();
  }
}

function barsOf({ dates, rows }: RawSeries, { bars: { from, to } }: Fold): RawSeries {
  return {
    dates: dates.slice(from, to),
    rows: rows.slice(from * COLUMN_COUNT, to * COLUMN_COUNT),
    length: to - from,
  };
}
