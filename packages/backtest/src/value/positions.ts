import type { CalibratedScale, Forecasts } from "@lstm-predict/evaluation";
import { LEVELS } from "@lstm-predict/forecasts";
import { mean } from "@lstm-predict/metrics";
import { returnDensity, standardDeviation } from "@lstm-predict/volatility";

/** The largest position of volatility targeting, in units of the capital. */
export const MAX_POSITION = 2;

/** The strategies that need a forecast scale, and the forecaster that it is from. */
const TARGETING = {
  targetModel: "model",
  targetZeroShot: "zeroShot",
  targetEwma: "ewma",
  targetConstant: "constant",
} as const;

/** The strategies: holding, volatility targeting by several forecasters, and trading the sign of the point forecast. */
export type StrategyName = "hold" | keyof typeof TARGETING | "signLongOut" | "signLongShort";

/** Positions of one strategy, in units of the capital, each taken the evening before its day `[days]`. */
export type Positions = Partial<Record<StrategyName, Float64Array>>;

/**
 * The volatility to aim at: the standard deviation of the daily returns on the training span before the first test day. It
 * is what constant volatility forecasts, and no later day has a part in it.
 */
export function targetOf({ scales }: Forecasts): number {
  return scales.constant!.sigma[0]!;
}

/**
 * Returns the positions of every strategy that the forecasts allow; with several seeds, the capital is split among them.
 *
 * Targeting takes min(2, target / standard deviation of the forecast density), whose level is that of the calibrated 90 %
 * interval: that of every forecaster is found in the same way.
 */
export function positionsOf(bySeed: readonly Forecasts[], target: number): Positions {
  const overSeeds = (position: (of: Forecasts, day: number) => number) =>
    bySeed[0]!.last.map((_, day) => mean(bySeed.map((forecasts) => position(forecasts, day))));
  const targeting = Object.entries(TARGETING)
    .filter(([, name]) => bySeed.every(({ scales }) => name in scales))
    .map(([strategy, name]) => [
      strategy,
      overSeeds(({ scales }, day) => Math.min(MAX_POSITION, target / deviation(scales[name]!, day))),
    ]);
  const sign = (below: number) =>
    overSeeds(({ points, last }, day) => (points.model![day]! > last[day]! ? 1 : below));
  return {
    hold: bySeed[0]!.last.map(() => 1),
    ...Object.fromEntries(targeting),
    signLongOut: sign(0),
    signLongShort: sign(-1),
  };
}

/** Standard deviation of the forecast density of a day. */
function deviation({ sigma, quantiles }: CalibratedScale, day: number): number {
  return standardDeviation(returnDensity(sigma[day]!, quantiles[day]![LEVELS.indexOf(0.9)]!));
}
