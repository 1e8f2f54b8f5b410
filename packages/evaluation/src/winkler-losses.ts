import { LEVELS } from "@lstm-predict/forecasts";
import { intervalScore } from "@lstm-predict/metrics";
import type { Forecasts } from "./forecasts.ts";

const LEVEL = 0.9;

/** The score of a forecaster's 90 % interval of each day `[days]`, as a share of the last close. */
export function winklerLosses(
  { last, actual, scales }: Pick<Forecasts, "last" | "actual" | "scales">,
  name: string,
): Float64Array {
  const { sigma, quantiles } = scales[name]!;
  return actual.map((value, day) => {
    const reach = quantiles[day]![LEVELS.indexOf(LEVEL)]! * sigma[day]!;
    return intervalScore(value / last[day]!, Math.exp(-reach), Math.exp(reach), LEVEL);
  });
}
