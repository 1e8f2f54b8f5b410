import { readDays } from "./days.ts";
import { VolatilityError } from "./errors.ts";
import type { FittedVolatility, VolatilityForecaster } from "./forecaster.ts";
import { nelderMead } from "./nelder-mead.ts";

/** r_t = mu + e_t with variance h_t = omega + alpha e_{t-1}^2 + beta h_{t-1} (Bollerslev 1986). */
export interface GarchParameters {
  readonly mu: number;
  readonly omega: number;
  readonly alpha: number;
  readonly beta: number;
}

/** Result of running the model through returns: their log likelihood, and the variance forecast for the next. */
export interface GarchRun {
  readonly logLikelihood: number;
  readonly nextVariance: number;
}

const LEAST_ROWS = 60;
// Starting points of the search: alpha + beta, and alpha's share of it.
const STARTS = [
  [0.98, 0.1],
  [0.9, 0.2],
  [0.995, 0.04],
] as const;

/** GARCH(1,1) with a constant mean and normal errors, fitted by maximum likelihood. */
export const garch: VolatilityForecaster = {
  name: "GARCH(1,1)",
  fit: (span) => fittedGarch(fitGarch(readDays(span, LEAST_ROWS).logReturn)),
};

/**
 * Makes the fitted forecaster from its parameters.
 *
 * The variance depends on all past returns. `forecast` rebuilds it by running through the window's returns, from the same
 * start as in fitting (see `runGarch`). After 59 returns the start has weight beta^59, 0.2 % for a beta of .9.
 */
export function fittedGarch({ mu, omega, alpha, beta }: GarchParameters): FittedVolatility {
  const parameters = { mu, omega, alpha, beta };
  return {
    name: garch.name,
    forecast: (window) => Math.log(runGarch(readDays(window).logReturn, parameters).nextVariance),
    toJSON: () => ({ kind: "garch", ...parameters }),
  };
}

/**
 * Fits GARCH(1,1) to `returns [n]` by maximum likelihood; equals the Python package `arch`.
 *
 * Searches over mu, ln omega, and the logits of alpha + beta and of alpha's share of it. This needs no bounds, since every
 * point is positive and stationary.
 *
 * @throws VolatilityError `bad_value` if the returns do not vary
 */
export function fitGarch(returns: ArrayLike<number>): GarchParameters & { logLikelihood: number } {
  const n = returns.length;
  const { mean, spread } = moments(returns);
  if (!(spread > 0))
    throw new VolatilityError("bad_value", `the ${n} returns do not vary: GARCH has nothing to fit`);
  // In units of their spread, the same starting points and steps fit all returns.
  const scaled = Float64Array.from({ length: n }, (_, i) => returns[i]! / spread);
  const backcast = startingVariance(scaled, mean / spread);
  const loss = (x: readonly number[]) => -runGarch(scaled, constrained(x), backcast).logLikelihood / n;
  const minima = STARTS.map(([persistence, share]) =>
    nelderMead(loss, [mean / spread, Math.log(1 - persistence), logit(persistence), logit(share)]),
  );
  const best = minima.reduce((a, b) => (b.value < a.value ? b : a));
  // Searches again from the minimum, because the first simplex may have collapsed early.
  const { x, value } = nelderMead(loss, best.x);
  const { mu, omega, alpha, beta } = constrained(x);
  return {
    mu: mu * spread,
    omega: omega * spread * spread,
    alpha,
    beta,
    logLikelihood: -n * (value + Math.log(spread)),
  };
}

/**
 * Runs the model through `returns [n]`.
 *
 * @param backcast variance before the first return; default the exponentially weighted mean of the first 75 squared
 * residuals, as in `arch`
 */
export function runGarch(
  returns: ArrayLike<number>,
  { mu, omega, alpha, beta }: GarchParameters,
  backcast = startingVariance(returns, mu),
): GarchRun {
  let variance = omega + (alpha + beta) * backcast;
  let sum = 0;
  for (let t = 0; t < returns.length; t++) {
    const square = (returns[t]! - mu) ** 2;
    sum += Math.log(variance) + square / variance;
    variance = omega + alpha * square + beta * variance;
  }
  return {
    logLikelihood: -0.5 * (returns.length * Math.log(2 * Math.PI) + sum),
    nextVariance: variance,
  };
}

const BACKCAST_DAYS = 75;
const BACKCAST_DECAY = 0.94;

/** Estimates the variance before the first return from the first 75 returns, or from all if there are fewer. */
export function startingVariance(returns: ArrayLike<number>, mu: number): number {
  let sum = 0;
  let weights = 0;
  for (let t = 0; t < Math.min(BACKCAST_DAYS, returns.length); t++) {
    const weight = BACKCAST_DECAY ** t;
    sum += weight * (returns[t]! - mu) ** 2;
    weights += weight;
  }
  return sum / weights;
}

function constrained(x: readonly number[]): GarchParameters {
  const persistence = logistic(x[2]!);
  const share = logistic(x[3]!);
  return { mu: x[0]!, omega: Math.exp(x[1]!), alpha: persistence * share, beta: persistence * (1 - share) };
}

function moments(values: ArrayLike<number>): { mean: number; spread: number } {
  const all = Float64Array.from(values);
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  return { mean, spread: Math.sqrt(all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length) };
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function logit(p: number): number {
  return Math.log(p / (1 - p));
}
