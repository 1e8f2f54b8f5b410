import { quote } from "@lstm-predict/checks";
import { VolatilityError } from "../errors.ts";

/** Horizons in sessions at which volatilities are fitted and quantiles tracked; between them, both are interpolated. */
export const KNOTS = [1, 2, 3, 5, 10, 20] as const;
/** The farthest horizon, in sessions. */
export const MAX_HORIZON = 20;

/**
 * Checks a horizon.
 *
 * @throws VolatilityError `bad_option` unless it is a whole number from 1 to 20
 */
export function checkHorizon(horizon: number): void {
  if (Number.isInteger(horizon) && horizon >= 1 && horizon <= MAX_HORIZON) return;
  throw new VolatilityError(
    "bad_option",
    `horizon is ${quote(horizon)}: expected a whole number of sessions from 1 to ${MAX_HORIZON}`,
  );
}

/**
 * The value at a horizon, linear in its logarithm between the knots.
 *
 * @param values one for each of `KNOTS`
 */
export function atHorizon(values: ArrayLike<number>, horizon: number): number {
  const right = KNOTS.findIndex((knot) => knot >= horizon);
  const [before, after] = [KNOTS[right - 1], KNOTS[right]!];
  if (after === horizon || before === undefined) return values[right]!;
  const share = Math.log(horizon / before) / Math.log(after / before);
  return values[right - 1]! + share * (values[right]! - values[right - 1]!);
}

/** The scale of the log return over `horizon` sessions, from log variances a day, one for each of `KNOTS`. */
export function scaleAt(logVariances: ArrayLike<number>, horizon: number): number {
  return scaleOf(atHorizon(logVariances, horizon), horizon);
}

/** The scale of the log return over `horizon` sessions of this log variance a day. */
export function scaleOf(logVariance: number, horizon: number): number {
  return Math.exp(logVariance / 2) * Math.sqrt(horizon);
}
