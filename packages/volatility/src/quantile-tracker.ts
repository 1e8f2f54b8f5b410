import { finite, numbers, object, quote } from "@lstm-predict/checks";
import { VolatilityError } from "./errors.ts";
import { quantilesState } from "./quantiles-state.ts";
import { readState } from "./read-state.ts";

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

/** Step of the tracking: what keeps interval scores and lifts the worst year's coverage. */
export const DEFAULT_ETA = 0.01;

/**
 * Follows the quantiles of |return| / sigma from day to day: each grows by a factor of exp(eta level) after a day
 * beyond it and shrinks by exp(-eta (1 - level)) after a day within, so that in the long run a share `level` is within
 * (quantile tracking, Angelopoulos, Candès and Tibshirani 2023, in logarithms).
 */
export class QuantileTracker {
  readonly levels: readonly number[];
  readonly eta: number;
  #quantiles: Float64Array;

  /** `levels [k]` ascending, between 0 and 1; `quantiles [k]` above 0. VolatilityError `bad_option`. */
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

  /** The quantiles `[k]` as they stand, ascending. */
  get quantiles(): number[] {
    return Array.from(this.#quantiles);
  }

  /** The quantile of one of the levels; VolatilityError `bad_option`. */
  quantile(level: number): number {
    const index = this.levels.indexOf(level);
    if (index < 0) throw badOption("level", level, this.levels.join(" or "));
    return this.#quantiles[index]!;
  }

  /** Takes up a day's |return| / sigma; VolatilityError `bad_value`. */
  update(score: number): void {
    if (!(score >= 0 && score < Number.POSITIVE_INFINITY)) {
      throw new VolatilityError(
        "bad_value",
        `score is ${quote(score)}: expected |return| / sigma, a number of at least 0`,
      );
    }
    const moved = this.#quantiles.map(
      (q, k) => q * Math.exp(this.eta * ((score > q ? 1 : 0) - (1 - this.levels[k]!))),
    );
    // Quantiles that cross change places (Chernozhukov, Fernández-Val and Galichon 2010).
    this.#quantiles = moved.sort();
  }

  toJSON(): TrackerState {
    return { levels: [...this.levels], quantiles: this.quantiles, eta: this.eta };
  }

  /** Reads what `toJSON` wrote; VolatilityError `bad_state` names the first field that is wrong below `path`. */
  static fromJSON(state: unknown, path = "tracker"): QuantileTracker {
    const { levels, quantiles, eta } = readState(TRACKER, state, path);
    return new QuantileTracker(levels, quantiles, eta);
  }
}

function badOption(name: string, value: unknown, legal: string): VolatilityError {
  return new VolatilityError("bad_option", `${name} is ${quote(value)}: expected ${legal}`);
}
