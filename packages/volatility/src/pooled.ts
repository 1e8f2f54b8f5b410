import { finite, object, quote, text } from "@lstm-predict/checks";
import { LEVELS } from "@lstm-predict/forecasts";
import { z } from "zod";
import { conformalQuantile } from "./conformal.ts";
import { readDays } from "./days.ts";
import { VolatilityError } from "./errors.ts";
import type { RecipeName, VolatilityForecaster } from "./forecaster.ts";
import { LeastSquares } from "./least-squares.ts";
import { addDays, fittedLinear } from "./linear.ts";
import { quantilesState } from "./quantiles-state.ts";
import { readState } from "./read-state.ts";
import { RECIPES } from "./recipes.ts";
import { type Days, type Span, WINDOW } from "./span.ts";

/** One set of HAR coefficients for all symbols, relative to the mean of each window ("zero-shot HAR"); plain JSON. */
export interface PooledModel {
  version: 1;
  /** The market whose values the model needs, or null. Coefficients of one market are wrong for another. */
  market: string | null;
  /** Of the constant; day, week, month; volume of day and week; the market's day, week, month if it has a market. */
  coefficients: number[];
  /** Quantiles of |return| / sigma over all symbols, one for each of `LEVELS`. */
  quantiles: number[];
  provenance: { fittedOn: string };
}

/** Options of `fitPooled`. */
export interface PooledOptions {
  /** Name of the market in the spans; null (default) fits without a market. */
  readonly market?: string | null;
  /** Provenance to store with the model, such as symbols and dates. */
  readonly fittedOn: string;
}

/** First day to fit: it has as many days before it as a window in serving. */
const FIRST_DAY = WINDOW - 1;

/**
 * Fits the pooled model by least squares over all days that have a window of 60 rows before them.
 *
 * @param spans one span a symbol
 * @throws VolatilityError as `readDays`; `missing_market` if a market is named and a span has none; `too_few_rows` for too
 * few days
 */
export function fitPooled(spans: Iterable<Span>, { market = null, fittedOn }: PooledOptions): PooledModel {
  const recipe = recipeOf(market);
  const squares = new LeastSquares(RECIPES[recipe].size);
  const symbols: Days[] = [];
  for (const span of spans) {
    const days = readDays(span);
    symbols.push(days);
    addDays(squares, recipe, days, FIRST_DAY);
  }
  const coefficients = squares.solve();
  const scores = symbols.flatMap((days) => scoresOf(days, recipe, coefficients));
  return {
    version: 1,
    market,
    coefficients,
    quantiles: LEVELS.map((level) => conformalQuantile(scores, level)),
    provenance: { fittedOn },
  };
}

/** Makes a forecaster of a pooled model. Its `fit` reads nothing: the coefficients are those of the model. */
export function zeroShot(model: PooledModel): VolatilityForecaster {
  const name = model.market === null ? "zero-shot HAR" : `zero-shot HAR, market ${model.market}`;
  const fitted = fittedLinear(recipeOf(model.market), name, model.coefficients);
  return { name, fit: () => fitted };
}

/**
 * Reads a stored pooled model.
 *
 * @throws VolatilityError `bad_state`, which names the first wrong field
 */
export function pooledModelFromJSON(state: unknown): PooledModel {
  const { version, market, coefficients, quantiles, provenance } = readState(POOLED, state, "pooled");
  return { version, market, coefficients, quantiles, provenance: { fittedOn: provenance.fittedOn } };
}

const POOLED = object({
  version: z.literal(1, "1"),
  market: text.nullable(),
  coefficients: z.array(finite),
  quantiles: quantilesState(LEVELS.length),
  provenance: object({ fittedOn: text }),
}).superRefine(({ market, coefficients }, context) => {
  const { size } = RECIPES[recipeOf(market)];
  if (coefficients.length === size) return;
  context.addIssue({ code: "custom", path: ["coefficients"], message: `an array of ${size} numbers` });
});

function recipeOf(market: string | null): RecipeName {
  if (market === "")
    throw new VolatilityError("bad_option", `market is ${quote(market)}: expected a name or null`);
  return market === null ? "relative" : "relativeMarket";
}

/** Computes |return| / sigma of every fitted day. */
function scoresOf(days: Days, recipe: RecipeName, coefficients: readonly number[]): number[] {
  const { level, features } = RECIPES[recipe];
  const scores: number[] = [];
  for (let day = FIRST_DAY; day < days.count; day++) {
    const row = features(days, day);
    if (!row.every(Number.isFinite)) continue;
    const forecast = row.reduce((sum, value, k) => sum + coefficients[k]! * value, level(days, day));
    scores.push(Math.abs(days.logReturn[day]!) / Math.exp(forecast / 2));
  }
  return scores;
}
