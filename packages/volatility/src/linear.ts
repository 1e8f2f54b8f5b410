import { meanLogVariance, readDays } from "./days.ts";
import { VolatilityError } from "./errors.ts";
import type { FittedVolatility, RecipeName, TermVolatility, VolatilityForecaster } from "./forecaster.ts";
import { KNOTS } from "./horizons/knots.ts";
import { LeastSquares } from "./least-squares.ts";
import { MONTH, RECIPES } from "./recipes.ts";
import type { Days, Span } from "./span.ts";

const LEAST_ROWS = MONTH + 1;

/** HAR of the log range variance (Corsi 2009), fitted by least squares. */
export const har: VolatilityForecaster = linear("har", "HAR");

/** HAR-V: HAR with log volume, fitted by least squares. */
export const harVolume: VolatilityForecaster = linear("harVolume", "HAR-V");

/** HAR fitted to the mean range variance of the next `horizon` sessions, the direct forecast of that horizon. */
export function harAt(horizon: number): VolatilityForecaster {
  return linear("har", "HAR", horizon);
}

/** HAR fitted for each of `KNOTS`. */
export function harTerm(span: Span): TermVolatility {
  const fitted = KNOTS.map((horizon) => harAt(horizon).fit(span));
  return { termStructure: (window) => fitted.map((har) => har.forecast(window)) };
}

function linear(recipe: RecipeName, name: string, horizon = 1): VolatilityForecaster {
  return {
    name,
    fit(span) {
      const squares = new LeastSquares(RECIPES[recipe].size);
      addDays(squares, recipe, readDays(span, LEAST_ROWS), MONTH, horizon);
      return fittedLinear(recipe, name, squares.solve());
    },
  };
}

/**
 * Adds days `from` and later to `squares`, each with the mean range variance of the `horizon` days from it as target. Leaves out days
 * whose features include a missing market value.
 */
export function addDays(
  squares: LeastSquares,
  recipe: RecipeName,
  days: Days,
  from: number = MONTH,
  horizon = 1,
): void {
  const { features, level } = RECIPES[recipe];
  for (let day = from; day + horizon <= days.count; day++) {
    const row = features(days, day);
    if (row.every(Number.isFinite))
      squares.add(row, meanLogVariance(days.logVariance, day, horizon) - level(days, day));
  }
}

/** Makes the fitted forecaster from its coefficients, in the order of the recipe's features. */
export function fittedLinear(
  recipe: RecipeName,
  name: string,
  coefficients: readonly number[],
): FittedVolatility {
  const { level, features } = RECIPES[recipe];
  return {
    name,
    forecast(window) {
      const days = readDays(window, LEAST_ROWS);
      const row = features(days, days.count);
      const forecast = row.reduce((sum, value, k) => sum + coefficients[k]! * value, level(days, days.count));
      if (Number.isFinite(forecast)) return forecast;
      throw new VolatilityError("missing_market", "the market has no value on some date of the window");
    },
    toJSON: () => ({ kind: "linear", recipe, name, coefficients: [...coefficients] }),
  };
}
