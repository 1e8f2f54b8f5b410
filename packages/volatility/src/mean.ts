import { VolatilityError } from "./errors.ts";
import type { FittedVolatility } from "./forecaster.ts";

/** The mean of two fitted forecasters' log variances: the geometric mean of their sigmas. */
export function meanOf(a: FittedVolatility, b: FittedVolatility): FittedVolatility {
  return {
    name: `mean of ${a.name} and ${b.name}`,
    forecast: (window) => 0.5 * (a.forecast(window) + b.forecast(window)),
    toJSON: () => ({ kind: "mean", of: [a.toJSON(), b.toJSON()] }),
  };
}

/**
 * A forecaster that is kept elsewhere, such as a network: the window brings its forecast (see `Span.external`), and only the
 * name is stored.
 */
export function externalVolatility(name: string): FittedVolatility {
  return {
    name,
    forecast: ({ external }) => {
      const logVariance = external?.[name];
      if (logVariance !== undefined) return logVariance;
      throw new VolatilityError("missing_external", `the window brings no forecast of "${name}"`);
    },
    toJSON: () => ({ kind: "external", name }),
  };
}
