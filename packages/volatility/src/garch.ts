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

/** The model's likelihood of some returns and the variance it expects after them. */
export interface GarchRun {
  readonly logLikelihood: number;
  readonly nextVariance: number;
}

const LEAST_ROWS = 60;
// alpha + beta, and alpha's share of it, from which the search starts.
const STARTS = [
  [0.98, 0.1],
  [0.9, 0.2],
  [0.995, 0.04],
] as const;

/** GARCH(1,1) with a constant mean and normal errors by maximum likelihood. */
export const garch: VolatilityForecaster = {
  name: "GARCH(1,1)",
  fit: (span) => fittedGarch(fitGarch(readDays(span, LEAST_ROWS).logReturn)),
};

/**
 * The variance has a state that 60 rows do not hold: it is rebuilt by running through the window's returns, from the
 * same start as in fitting (see `runGarch`). Of that start, beta^59 is left: 0.2 % for a beta of .9.
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
 * Maximum likelihood estimates of GARCH(1,1) on `returns [n]`, as the Python package `arch` finds them.
 *
 * The search is unbounded over mu, ln omega, and the logits of alpha + beta and of alpha's share of it, so that every
 * point is positive and stationary. VolatilityError `bad_value` when the returns do not vary.
 */
export function fitGarch(returns: ArrayLike<number>): GarchParameters & { logLikelihood: number } {
  const n = returns.length;
  const { mean, spread } = moments(returns);
  if (!(spread > 0))
    throw new VolatilityError("bad_value", `the ${n} returns do not vary: GARCH has nothing to fit`);
  // In units of their spread, all returns are searched alike.
  const scaled = Float64Array.from({ length: n }, (_, i) => returns[i]! / spread);
  const backcast = startingVariance(scaled, mean / spread);
  const loss = (x: readonly number[]) => -runGarch(scaled, constrained(x), backcast).logLikelihood / n;
  const minima = STARTS.map(([persistence, share]) =>
    nelderMead(loss, [mean / spread, Math.log(1 - persistence), logit(persistence), logit(share)]),
  );
  const best = minima.reduce((a, b) => (b.value < a.value ? b : a));
  // A second simplex around the first one's minimum: it may have collapsed early.
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
 * Runs the model through `returns [n]`, by default from the exponentially weighted mean of the first 75 squared
 * residuals, as `arch` does.
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

/** The variance before the first return; with 59 of them, all weigh in. */
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
