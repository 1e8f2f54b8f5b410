import { between, finite, numbers, object, oneOf, quote, text } from "@lstm-predict/checks";
import { z } from "zod";
import { fittedConstant } from "./constant.ts";
import { VolatilityError } from "./errors.ts";
import { fittedEwma } from "./ewma.ts";
import type { FittedVolatility, VolatilityState } from "./forecaster.ts";
import { fittedGarch } from "./garch.ts";
import type { PooledVolatility } from "./horizons/pooled-volatility.ts";
import { fittedLinear } from "./linear.ts";
import { externalVolatility, meanOf } from "./mean.ts";
import { readState } from "./read-state.ts";
import { RECIPES } from "./recipes.ts";

const KINDS = ["constant", "ewma", "garch", "linear", "pooled", "mean", "external"];
const EWMA_INPUTS = ["squaredReturn", "rangeVariance"] as const;
const RECIPE_NAMES = ["har", "harVolume", "relative", "relativeMarket"] as const;
/** Limit for nested means, so that hostile state cannot exhaust the stack. */
const MAX_DEPTH = 8;

const share = finite.gte(0, "a number of at least 0 and below 1").lt(1, "a number of at least 0 and below 1");

const LEAVES = [
  object({ kind: z.literal("constant"), logVariance: finite }),
  object({ kind: z.literal("ewma"), of: oneOf(EWMA_INPUTS), decay: between(0, 1) }),
  object({
    kind: z.literal("garch"),
    mu: finite,
    omega: between(0, Number.POSITIVE_INFINITY),
    alpha: share,
    beta: share,
  }),
  object({
    kind: z.literal("linear"),
    recipe: oneOf(RECIPE_NAMES),
    name: text,
    coefficients: numbers(),
  }).superRefine(({ recipe, coefficients }, context) => {
    const { size } = RECIPES[recipe];
    if (coefficients.length === size) return;
    context.addIssue({ code: "custom", path: ["coefficients"], message: `an array of ${size} numbers` });
  }),
  object({ kind: z.literal("pooled") }),
  object({ kind: z.literal("external"), name: text }),
] as const;

/** Schema of a stored volatility whose means are nested at most `depth` deep. */
function stateOf(depth: number): z.ZodType<VolatilityState> {
  const part = depth > 0 ? stateOf(depth - 1) : z.never("two forecasters");
  const mean = object({
    kind: z.literal("mean"),
    of: z.tuple([part, part], "two forecasters"),
    weight: between(0, 1).exactOptional(),
  });
  const kinds = KINDS.map((name) => `"${name}"`).join(" or ");
  return z.discriminatedUnion("kind", [...LEAVES, mean], {
    error: ({ code }) => (code === "invalid_union" ? kinds : "an object"),
  }) as z.ZodType<VolatilityState>;
}

const VOLATILITY = stateOf(MAX_DEPTH);

/**
 * Makes a fitted forecaster from what its `toJSON` returned.
 *
 * @param externals names of the external forecasts that windows contain (see `Span.external`)
 * @param path where the state is in a larger one, for error messages
 * @param pooled what the kind "pooled" stands for
 * @throws VolatilityError `bad_state`, which names the first wrong field; one is an external name not in `externals`
 */
export function volatilityFromJSON(
  state: unknown,
  externals: readonly string[] = [],
  path = "volatility",
  pooled?: PooledVolatility,
): FittedVolatility {
  return fittedFrom(readState(VOLATILITY, state, path), externals, path, pooled);
}

function fittedFrom(
  state: VolatilityState,
  externals: readonly string[],
  path: string,
  pooled: PooledVolatility | undefined,
): FittedVolatility {
  switch (state.kind) {
    case "constant":
      return fittedConstant(state.logVariance);
    case "ewma":
      return fittedEwma(state.of, state.decay);
    case "garch":
      return fittedGarch(state);
    case "linear":
      return fittedLinear(state.recipe, state.name, state.coefficients);
    case "pooled":
      if (pooled) return pooled;
      throw new VolatilityError("bad_state", `${path} is pooled: expected the pooled models beside it`);
    case "mean": {
      const [a, b] = state.of.map((part, k) => fittedFrom(part, externals, `${path}.of[${k}]`, pooled));
      return meanOf(a!, b!, state.weight);
    }
    case "external": {
      if (externals.includes(state.name)) return externalVolatility(state.name);
      const legal = `one of the external forecasters given (${externals.join(", ") || "none"})`;
      throw new VolatilityError("bad_state", `${path}.name is ${quote(state.name)}: expected ${legal}`);
    }
  }
}
