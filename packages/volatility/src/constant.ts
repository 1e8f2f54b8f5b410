import { readDays } from "./days.ts";
import type { FittedVolatility, VolatilityForecaster } from "./forecaster.ts";

/** Every day is as volatile as training was on average: what the other forecasters must beat. */
export const constantVolatility: VolatilityForecaster = {
  name: "constant",
  fit(span) {
    const { logReturn, count } = readDays(span, 3);
    const mean = logReturn.reduce((sum, r) => sum + r, 0) / count;
    const variance = logReturn.reduce((sum, r) => sum + (r - mean) ** 2, 0) / count;
    return fittedConstant(Math.log(Math.max(variance, Number.MIN_VALUE)));
  },
};

export function fittedConstant(logVariance: number): FittedVolatility {
  return {
    name: "constant",
    forecast: () => logVariance,
    toJSON: () => ({ kind: "constant", logVariance }),
  };
}
