import { type RawSeries, toRawSeries } from "@lstm-predict/bars";
import type { BarSeries } from "./bar.ts";

/**
 * The bars of a series as one array, with its kind and the closes of ^VIX and of covariates if it has them.
 *
 * @throws BarsError `bad_value`
 */
export function rawSeriesOf({ bars, instrument, vix, covariates }: BarSeries): RawSeries {
  const bySymbol = covariates && Object.fromEntries(covariates.map(({ symbol, closes }) => [symbol, closes]));
  return toRawSeries(bars, { instrument, vix: vix?.closes, covariates: bySymbol });
}
