import { VolatilityError } from "./errors.ts";
import type { FittedVolatility } from "./forecaster.ts";

/**
 * Forecasts the mean of two forecasters' log variances, which is the geometric mean of their sigmas; for a window that tells nothing to
 * `a`, the forecast of `b`.
 *
 * @param weight of `a`, between 0 and 1
 */
export function meanOf(a: FittedVolatility, b: FittedVolatility, weight = 0.5): FittedVolatility {
  return {
    name: `mean of ${a.name} and ${b.name}`,
    isConstant: a.isConstant || b.isConstant || false,
    pooled: a.pooled ?? b.pooled,
    mean: { of: [a, b], weight },
    forecast: (window) =>
      a.isKnown?.(window) === false
        ? b.forecast(window)
        : weight * a.forecast(window) + (1 - weight) * b.forecast(window),
    toJSON: () => ({
      kind: "mean",
      of: [a.toJSON(), b.toJSON()],
      ...(weight !== 0.5 && { weight }),
    }),
  };
}

/**
 * Returns a log variance that was forecast elsewhere, for example by a network: the window has it in `external` under `name`, or
 * undefined if there is none for this window.
 *
 * Its JSON stores only the name.
 */
export function externalVolatility(name: string): FittedVolatility {
  return {
    name,
    isKnown: ({ external = {} }) => !Object.hasOwn(external, name) || external[name] !== undefined,
    forecast: ({ external }) => {
      const logVariance = external?.[name];
      if (logVariance !== undefined) return logVariance;
      throw new VolatilityError("missing_external", `the window has no external forecast "${name}"`);
    },
    toJSON: () => ({ kind: "external", name }),
  };
}
