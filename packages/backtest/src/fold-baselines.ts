import type { RawSeries } from "@lstm-predict/bars";
import { type Baselines, besides, type Forecasts, forecastBaselines, slice } from "@lstm-predict/evaluation";
import type { Fold } from "./folds.ts";
import { barsOf } from "./run-fold.ts";

/** A fold of a series. */
interface FoldDays {
  series: RawSeries;
  fold: Fold;
  window: number;
}

/**
 * Returns the forecasts of a fold's test days with those of the caller's baselines, which get the bars that the network had. They
 * are no part of the stored fold: their code may change between two runs.
 *
 * @throws what `forecastBaselines` throws
 */
export function withBaselines(
  forecasts: Forecasts,
  baselines: Baselines | undefined,
  { series, fold, window }: FoldDays,
): Forecasts {
  if (!baselines) return forecasts;
  const { splits } = fold;
  const own = forecastBaselines(baselines, { series: barsOf(series, fold.bars), splits, window });
  return besides(forecasts, slice(own, splits.test));
}
