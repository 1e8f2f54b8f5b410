import { readDays } from "./days.ts";
import { VolatilityError } from "./errors.ts";
import type { FittedVolatility, RecipeName, VolatilityForecaster } from "./forecaster.ts";
import { LeastSquares } from "./least-squares.ts";
import { MONTH, RECIPES } from "./recipes.ts";
import type { Days } from "./span.ts";

const LEAST_ROWS = MONTH + 1;

/** HAR of the log range variance (Corsi 2009), fitted by least squares. */
export const har: VolatilityForecaster = linear("har", "HAR");

/** HAR-V: HAR with log volume, fitted by least squares. */
export const harVolume: VolatilityForecaster = linear("harVolume", "HAR-V");

function linear(recipe: RecipeName, name: string): VolatilityForecaster {
  return {
    name,
    fit(span) {
      const squares = new LeastSquares(RECIPES[recipe].size);
      addDays(squares, recipe, readDays(span, LEAST_ROWS));
      return fittedLinear(recipe, name, squares.solve());
    },
  };
}

/** Adds days `from` .. count - 1 to `squares`. Leaves out days whose features include a missing market value. */
export function addDays(squares: LeastSquares, recipe: RecipeName, days: Days, from = MONTH): void {
  const { features, level } = RECIPES[recipe];
  for (let day = from; day < days.count; day++) {
    const row = features(days, day);
    if (row.every(Number.isFinite)) squares.add(row, days.logVariance[day]! - level(days, day));
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
