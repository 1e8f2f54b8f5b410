import { readDays } from "./days.ts";
import type { FittedVolatility, VolatilityForecaster } from "./forecaster.ts";

/** Forecasts the variance of the training returns for every day: the baseline of volatility forecasts. */
export const constantVolatility: VolatilityForecaster = {
  name: "constant",
  fit(span) {
    const { logReturn, count } = readDays(span, 3);
    const mean = logReturn.reduce((sum, r) => sum + r, 0) / count;
    const variance = logReturn.reduce((sum, r) => sum + (r - mean) ** 2, 0) / count;
    return fittedConstant(Math.log(Math.max(variance, Number.MIN_VALUE)));
  },
};

/** Makes the fitted forecaster from its state. */
export function fittedConstant(logVariance: number): FittedVolatility {
  return {
    name: "constant",
    isConstant: true,
    forecast: () => logVariance,
    toJSON: () => ({ kind: "constant", logVariance }),
  };
}
