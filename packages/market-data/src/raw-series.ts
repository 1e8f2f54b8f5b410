import { type RawSeries, toRawSeries } from "@lstm-predict/bars";
import type { BarSeries } from "./bar.ts";

/**
 * The bars of a series as one array, with its kind and the closes of ^VIX if it has them.
 *
 * @throws BarsError `bad_value`
 */
export function rawSeriesOf({ bars, instrument, vix }: BarSeries): RawSeries {
  return toRawSeries(bars, { instrument, vix: vix?.closes });
}
