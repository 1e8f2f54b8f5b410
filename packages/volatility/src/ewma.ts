import { readDays } from "./days.ts";
import type { EwmaInput, FittedVolatility, VolatilityForecaster } from "./forecaster.ts";

const LEAST_VARIANCE = 1e-8;

/** Exponentially weighted mean of squared returns with decay .94 (RiskMetrics 1996). Fits nothing. */
export const ewmaReturns: VolatilityForecaster = {
  name: "EWMA of squared returns",
  fit: () => fittedEwma("squaredReturn", 0.94),
};

/** Exponentially weighted mean of range variances with decay .9. Fits nothing. */
export const ewmaRange: VolatilityForecaster = {
  name: "EWMA of range variance",
  fit: () => fittedEwma("rangeVariance", 0.9),
};

/** Makes the fitted forecaster from its state. The weights decay^k add up to one over the window. */
export function fittedEwma(of: EwmaInput, decay: number): FittedVolatility {
  return {
    name: (of === "squaredReturn" ? ewmaReturns : ewmaRange).name,
    forecast(window) {
      const { logReturn, logVariance, count } = readDays(window);
      let sum = 0;
      let weights = 0;
      for (let day = 0; day < count; day++) {
        const value = of === "squaredReturn" ? logReturn[day]! ** 2 : Math.exp(logVariance[day]!);
        sum = decay * sum + value;
        weights = decay * weights + 1;
      }
      return Math.log(Math.max(sum / weights, LEAST_VARIANCE));
    },
    toJSON: () => ({ kind: "ewma", of, decay }),
  };
}
