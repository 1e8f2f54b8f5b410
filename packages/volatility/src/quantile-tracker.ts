import { finite, numbers, object, quote } from "@lstm-predict/checks";
import { VolatilityError } from "./errors.ts";
import { quantilesState } from "./quantiles-state.ts";
import { readState } from "./read-state.ts";

/** The state of a quantile tracker, as bundles store it. */
export interface TrackerState {
  levels: number[];
  quantiles: number[];
  eta: number;
}

const levels = numbers().superRefine((levels, context) => {
  const bad = levels.findIndex((level, k) => !(level > (levels[k - 1] ?? 0) && level < 1));
  if (bad < 0) return;
  const message = `a number between ${levels[bad - 1] ?? 0} and 1`;
  context.addIssue({ code: "custom", path: [bad], message });
});

const TRACKER = object({
  levels,
  quantiles: quantilesState(),
  eta: finite.gte(0, "a number between 0 and 1").lt(1, "a number between 0 and 1"),
}).superRefine(({ levels, quantiles }, context) => {
  if (quantiles.length === levels.length) return;
  context.addIssue({ code: "custom", path: ["quantiles"], message: `an array of ${levels.length} numbers` });
});

/** Step size: the best worst-year coverage at an unchanged interval score. */
export const DEFAULT_ETA = 0.01;

/**
 * Tracks the quantiles of |return| / sigma from day to day (Angelopoulos, Candès and Tibshirani 2023, in logarithms).
 *
 * A quantile grows by the factor exp(eta level) after a day above it and shrinks by exp(-eta (1 - level)) after a day below
 * it. In the long run the share `level` of the days is below it.
 */
export class QuantileTracker {
  readonly levels: readonly number[];
  readonly eta: number;
  #quantiles: Float64Array;

  /**
   * @param levels ascending, between 0 and 1 `[k]`
   * @param quantiles starting values, above 0 `[k]`
   * @param eta step size, at least 0 and below 1; 0 keeps the quantiles
   * @throws VolatilityError `bad_option`
   */
  constructor(levels: readonly number[], quantiles: readonly number[], eta = DEFAULT_ETA) {
    const isAscending = levels.every((level, k) => level > (levels[k - 1] ?? 0) && level < 1);
    if (levels.length === 0 || !isAscending)
      throw badOption("levels", levels, "shares between 0 and 1, ascending");
    const isPositive = quantiles.every((q) => q > 0 && q < Number.POSITIVE_INFINITY);
    if (quantiles.length !== levels.length || !isPositive) {
      throw badOption("quantiles", quantiles, `${levels.length} numbers above 0`);
    }
    if (!(eta >= 0 && eta < 1)) throw badOption("eta", eta, "a number of at least 0 and below 1");
    this.levels = [...levels];
    this.eta = eta;
    this.#quantiles = Float64Array.from(quantiles).sort();
  }

  /** The current quantiles `[k]`, ascending. */
  get quantiles(): number[] {
    return Array.from(this.#quantiles);
  }

  /**
   * The current quantile of `level`.
   *
   * @throws VolatilityError `bad_option` unless it is one of `levels`
   */
  quantile(level: number): number {
    const index = this.levels.indexOf(level);
    if (index < 0) throw badOption("level", level, this.levels.join(" or "));
    return this.#quantiles[index]!;
  }

  /**
   * Updates the quantiles with one day's score, |return| / sigma.
   *
   * @param scores one number, or one a level if the intervals of the levels have different centres
   * @param issued the quantiles when that day was forecast `[k]`, if others were known since: those of a horizon of several days
   * @throws VolatilityError `bad_value` unless a score is a finite number of at least 0
   */
  update(scores: number | readonly number[], issued: ArrayLike<number> = this.#quantiles): void {
    const scoreOf = (k: number) => (typeof scores === "number" ? scores : scores[k]!);
    const moved = this.#quantiles.map((q, k) => {
      const score = scoreOf(k);
      if (!(score >= 0 && score < Number.POSITIVE_INFINITY)) {
        throw new VolatilityError(
          "bad_value",
          `score is ${quote(score)}: expected |return| / sigma, a number of at least 0`,
        );
      }
      return q * Math.exp(this.eta * ((score > issued[k]! ? 1 : 0) - (1 - this.levels[k]!)));
    });
    // Sorting repairs quantiles that crossed (Chernozhukov, Fernández-Val and Galichon 2010).
    this.#quantiles = moved.sort();
  }

  copy(): QuantileTracker {
    return new QuantileTracker(this.levels, this.quantiles, this.eta);
  }

  toJSON(): TrackerState {
    return { levels: [...this.levels], quantiles: this.quantiles, eta: this.eta };
  }

  /**
   * Reads what `toJSON` wrote.
   *
   * @param path where the state is in a larger one, for error messages
   * @throws VolatilityError `bad_state`, which names the first wrong field
   */
  static fromJSON(state: unknown, path = "tracker"): QuantileTracker {
    const { levels, quantiles, eta } = readState(TRACKER, state, path);
    return new QuantileTracker(levels, quantiles, eta);
  }
}

function badOption(name: string, value: unknown, legal: string): VolatilityError {
  return new VolatilityError("bad_option", `${name} is ${quote(value)}: expected ${legal}`);
}
