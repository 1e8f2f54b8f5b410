import type { Forecasts } from "@lstm-predict/evaluation";

/**
 * The daily losses that a network is trained for `[days]`: of the volatility, the squared error of its log range variance; of a network
 * that forecasts none, the squared error of the log return.
 *
 * The network's volatility counts alone, whatever part it has in the served error bar: there it mostly has none, and all trials would
 * seem the same.
 */
export function dailyLosses(forecasts: Forecasts): Float64Array {
  const { scales, points } = forecasts;
  return scales.network
    ? varianceErrors(forecasts, scales.network.sigma)
    : returnErrors(forecasts, points.model!);
}

/**
 * The same losses of the forecaster that needs no training: of zero-shot HAR, or of the last close. Undefined if the window is too short
 * for zero-shot HAR.
 */
export function untrainedLosses(forecasts: Forecasts): Float64Array | undefined {
  const { scales, last } = forecasts;
  if (!scales.network) return returnErrors(forecasts, last);
  return scales.zeroShot && varianceErrors(forecasts, scales.zeroShot.sigma);
}

function varianceErrors({ logRangeVariance }: Forecasts, sigma: Float64Array): Float64Array {
  return logRangeVariance.map((value, day) => (value - 2 * Math.log(sigma[day]!)) ** 2);
}

function returnErrors({ actual }: Forecasts, forecast: Float64Array): Float64Array {
  return actual.map((close, day) => Math.log(close / forecast[day]!) ** 2);
}

/** A loss relative to another; 1 if both are 0, as where the price stands still. */
export function relativeLoss(loss: number, reference: number): number {
  return loss === reference ? 1 : loss / reference;
}
