import { fittedConstant } from "./constant.ts";
import type { Span } from "./days.ts";
import { fittedEwma } from "./ewma.ts";
import type { FittedVolatility } from "./forecaster.ts";
import { fittedGarch } from "./garch.ts";
import { fittedLinear } from "./linear.ts";
import { externalVolatility, meanOf } from "./mean.ts";
import { RECIPES } from "./recipes.ts";
import {
  badField,
  boundedField,
  numberField,
  numbersField,
  objectField,
  oneOfField,
  textField,
} from "./state.ts";

/** Forecasts of what is kept elsewhere, such as a network, by name. */
export type Externals = Readonly<Record<string, (window: Span) => number>>;

const KINDS = ["constant", "ewma", "garch", "linear", "mean", "external"] as const;
const EWMA_INPUTS = ["squaredReturn", "rangeVariance"] as const;
const RECIPE_NAMES = ["har", "harVolume", "relative", "relativeMarket"] as const;
// A mean of means of means is no forecaster that anyone made.
const MAX_DEPTH = 8;

/**
 * Makes a fitted forecaster from what its `toJSON` gave.
 *
 * VolatilityError `bad_state` names the first field that is wrong below `path`, or an external one that is not given.
 */
export function volatilityFromJSON(
  state: unknown,
  externals: Externals = {},
  path = "volatility",
  depth = 0,
): FittedVolatility {
  const fields = objectField(state, path);
  switch (oneOfField(fields.kind, KINDS, `${path}.kind`)) {
    case "constant":
      return fittedConstant(numberField(fields.logVariance, `${path}.logVariance`));
    case "ewma":
      return fittedEwma(
        oneOfField(fields.of, EWMA_INPUTS, `${path}.of`),
        boundedField(fields.decay, 0, 1, `${path}.decay`),
      );
    case "garch":
      return garchFromJSON(fields, path);
    case "linear": {
      const recipe = oneOfField(fields.recipe, RECIPE_NAMES, `${path}.recipe`);
      const name = textField(fields.name, `${path}.name`);
      const coefficients = numbersField(fields.coefficients, RECIPES[recipe].size, `${path}.coefficients`);
      return fittedLinear(recipe, name, coefficients);
    }
    case "mean": {
      if (!Array.isArray(fields.of) || fields.of.length !== 2 || depth >= MAX_DEPTH) {
        throw badField(`${path}.of`, fields.of, "two forecasters");
      }
      const [a, b] = fields.of.map((part, k) =>
        volatilityFromJSON(part, externals, `${path}.of[${k}]`, depth + 1),
      );
      return meanOf(a!, b!);
    }
    case "external": {
      const name = textField(fields.name, `${path}.name`);
      if (!Object.hasOwn(externals, name)) {
        throw badField(
          `${path}.name`,
          name,
          `one of the external forecasters given (${Object.keys(externals).join(", ") || "none"})`,
        );
      }
      return externalVolatility(name, externals[name]!);
    }
  }
}

function garchFromJSON(fields: Record<string, unknown>, path: string): FittedVolatility {
  const mu = numberField(fields.mu, `${path}.mu`);
  const omega = boundedField(fields.omega, 0, Number.POSITIVE_INFINITY, `${path}.omega`);
  const [alpha, beta] = (["alpha", "beta"] as const).map((name) => {
    const value = numberField(fields[name], `${path}.${name}`);
    if (value >= 0 && value < 1) return value;
    throw badField(`${path}.${name}`, value, "a number of at least 0 and below 1");
  });
  return fittedGarch({ mu, omega, alpha: alpha!, beta: beta! });
}
