import { MetricsError } from "./errors.ts";
import { logBeta, regularizedBeta } from "./special-functions.ts";

/** Density of the standard normal distribution at `x`. */
export function normalPdf(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/** P(X <= x) of the standard normal distribution, accurate to 1e-15 (Marsaglia 2004, "Evaluating the Normal Distribution"). */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x < -8.5) return 0;
  if (x > 8.5) return 1;
  let term = x;
  let sum = x;
  for (let k = 3; sum + term !== sum; k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + sum * normalPdf(x);
}

/**
 * The x with P(X <= x) = p of the standard normal distribution.
 *
 * @throws MetricsError `bad_value` unless 0 < p < 1
 */
export function normalQuantile(p: number): number {
  return symmetricQuantile(p, normalCdf);
}

/** Density of Student's t distribution with `df` > 0 degrees of freedom. */
export function studentTPdf(x: number, df: number): number {
  const logConstant = -logBeta(df / 2, 0.5) - 0.5 * Math.log(df);
  return Math.exp(logConstant - 0.5 * (df + 1) * Math.log1p((x * x) / df));
}

/** P(X <= x) of Student's t distribution with `df` > 0 degrees of freedom (DLMF 8.17, Abramowitz and Stegun 26.7.1). */
export function studentTCdf(x: number, df: number): number {
  const square = x * x;
  // Two forms: the first is precise near the centre, the second in the tails.
  if (square < df) return 0.5 + 0.5 * Math.sign(x) * regularizedBeta(square / (df + square), 0.5, df / 2);
  const tail = 0.5 * regularizedBeta(df / (df + square), df / 2, 0.5);
  return x < 0 ? tail : 1 - tail;
}

/**
 * The x with P(X <= x) = p of Student's t distribution with `df` > 0 degrees of freedom.
 *
 * @throws MetricsError `bad_value` unless 0 < p < 1
 */
export function studentTQuantile(p: number, df: number): number {
  return symmetricQuantile(p, (x) => studentTCdf(x, df));
}

/** Inverts the distribution function of a symmetric distribution by bisection, to the last bit of x. */
function symmetricQuantile(p: number, cdf: (x: number) => number): number {
  if (!(p > 0 && p < 1)) throw new MetricsError("bad_value", `p is ${p}: expected a number between 0 and 1`);
  if (p === 0.5) return 0;
  // The distribution function is relatively precise in the lower half only.
  if (p > 0.5) return -symmetricQuantile(1 - p, cdf);
  let low = -1;
  while (cdf(low) > p) low *= 2;
  let high = 0;
  for (;;) {
    const middle = 0.5 * (low + high);
    if (middle <= low || middle >= high) return middle;
    if (cdf(middle) < p) low = middle;
    else high = middle;
  }
}
