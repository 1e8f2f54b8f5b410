import type { Forecasts } from "@lstm-predict/evaluation";

/** Whose losses: the network's, or those of the forecaster that needs no training. */
export type LossOf = "network" | "untrained";

/**
 * The daily losses that a network is trained for `[days]`: of the volatility, the squared error of its log range variance; of a network
 * that forecasts none, the squared error of the log return.
 *
 * The network's volatility counts alone, whatever part it has in the served error bar: there it mostly has none, and all trials would
 * seem the same. The untrained forecaster is zero-shot HAR, or the last close.
 */
export function dailyLosses(
  { scales, points, actual, last, logRangeVariance }: Forecasts,
  of: LossOf = "network",
): Float64Array {
  if (scales.network) {
    const { sigma } = of === "network" ? scales.network : scales.zeroShot!;
    return logRangeVariance.map((value, day) => (value - 2 * Math.log(sigma[day]!)) ** 2);
  }
  const forecast = of === "network" ? points.model! : last;
  return actual.map((close, day) => Math.log(close / forecast[day]!) ** 2);
}
