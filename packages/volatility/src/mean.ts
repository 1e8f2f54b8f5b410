import type { Span } from "./days.ts";
import type { FittedVolatility } from "./forecaster.ts";

/** The mean of two fitted forecasters' log variances: the geometric mean of their sigmas. */
export function meanOf(a: FittedVolatility, b: FittedVolatility): FittedVolatility {
  return {
    name: `mean of ${a.name} and ${b.name}`,
    forecast: (window) => 0.5 * (a.forecast(window) + b.forecast(window)),
    toJSON: () => ({ kind: "mean", of: [a.toJSON(), b.toJSON()] }),
  };
}

/** A forecaster that is kept elsewhere, such as a network; of it only the name is stored. */
export function externalVolatility(name: string, forecast: (window: Span) => number): FittedVolatility {
  return { name, forecast, toJSON: () => ({ kind: "external", name }) };
}
