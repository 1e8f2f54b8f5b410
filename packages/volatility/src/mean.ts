import { VolatilityError } from "./errors.ts";
import type { FittedVolatility } from "./forecaster.ts";

/** Forecasts the mean of two forecasters' log variances, which is the geometric mean of their sigmas. */
export function meanOf(a: FittedVolatility, b: FittedVolatility): FittedVolatility {
  return {
    name: `mean of ${a.name} and ${b.name}`,
    isConstant: a.isConstant || b.isConstant || false,
    pooled: a.pooled ?? b.pooled,
    forecast: (window) => 0.5 * (a.forecast(window) + b.forecast(window)),
    toJSON: () => ({ kind: "mean", of: [a.toJSON(), b.toJSON()] }),
  };
}

/**
 * Returns a log variance that was forecast elsewhere, for example by a network: the window has it in `external` under `name`.
 *
 * Its JSON stores only the name.
 */
export function externalVolatility(name: string): FittedVolatility {
  return {
    name,
    forecast: ({ external }) => {
      const logVariance = external?.[name];
      if (logVariance !== undefined) return logVariance;
      throw new VolatilityError("missing_external", `the window has no external forecast "${name}"`);
    },
    toJSON: () => ({ kind: "external", name }),
  };
}
