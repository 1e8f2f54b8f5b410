import { finite, object, text } from "@lstm-predict/checks";
import { LEVELS } from "@lstm-predict/forecasts";
import { z } from "zod";
import { quantilesState } from "../quantiles-state.ts";
import { readState } from "../read-state.ts";
import { KNOTS } from "./knots.ts";
import shipped from "./shipped.json" with { type: "json" };

/** The pooled models, from the one that knows most: own bars and the VIX, own bars of a year, own bars of a window. */
export const POOLED_NAMES = ["vix", "ownLong", "own"] as const;
export type PooledName = (typeof POOLED_NAMES)[number];

/** Whether a symbol's volatility is forecast with the VIX, where it is known, or from its own bars. */
export type PooledUse = "vix" | "own";

/** Number of features of a pooled model (see `pooledFeatures`). */
export const FEATURES = 9;

/** One pooled model at each of `KNOTS`. */
export interface PooledCurve {
  /** `[knots][features]`; 0 for a feature that the model does not use. */
  coefficients: number[][];
  /** Quantiles of |return| / sigma over all symbols, `[knots][levels]`. */
  quantiles: number[][];
}

/** Volatilities of the next 1 to 20 sessions for all symbols, relative to the mean of each window; plain JSON. */
export interface PooledTable {
  version: 2;
  models: Record<PooledName, PooledCurve>;
  /** Of return / sigma over all symbols, at each of `KNOTS`: Student's t with `df` and `scale`, and the median. */
  density: { df: number[]; scale: number[]; median: number[] };
  provenance: { fittedOn: string };
}

/** The shipped table, fitted with this package on other symbols than any user's. */
export const SHIPPED: PooledTable = shipped as PooledTable;

const perKnot = <T>(value: z.ZodType<T>) =>
  z.array(value).length(KNOTS.length, `${KNOTS.length} of them, one a horizon`);
const curve = object({
  coefficients: perKnot(z.array(finite).length(FEATURES, `${FEATURES} coefficients`)),
  quantiles: perKnot(quantilesState(LEVELS.length)),
});
const positive = finite.gt(0, "a number above 0");

export const POOLED_TABLE = object({
  version: z.literal(2, "2"),
  models: object({ vix: curve, ownLong: curve, own: curve }),
  density: object({
    df: perKnot(finite.gt(2, "a number above 2")),
    scale: perKnot(positive),
    median: perKnot(finite),
  }),
  provenance: object({ fittedOn: text }),
});

/**
 * Reads a stored table.
 *
 * @throws VolatilityError `bad_state`, which names the first wrong field
 */
export function pooledTableFromJSON(state: unknown): PooledTable {
  return readState(POOLED_TABLE, state, "pooled") as PooledTable;
}
