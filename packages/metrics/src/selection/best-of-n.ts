import { normalCdf, normalPdf } from "../distributions.ts";
import { MetricsError } from "../errors.ts";
import { longRunVariance } from "../long-run-variance.ts";
import { mean } from "../mean.ts";

/** What chance does to trials that are all equally good. */
export interface Luck {
  /** Standard deviation of a trial's mean loss difference. */
  sd: number;
  /** Correlation of the differences of two trials, from 0 to 1. */
  correlation: number;
}

/** Days up to this many apart count as correlated. */
const LAG = 5;

/**
 * Estimates the luck of trials from their daily loss differences to one common rival `[trials][days]`: the root mean square of the
 * standard errors of their means (Newey and West 1987), and the mean correlation of pairs of trials.
 *
 * @throws MetricsError `empty` without trials, or with fewer than two days
 */
export function luckOf(differences: readonly Float64Array[]): Luck {
  const days = differences[0]?.length ?? 0;
  if (days < 2) {
    throw new MetricsError(
      "empty",
      `${differences.length} trials have ${days} days: expected a trial and two days`,
    );
  }
  const centred = differences.map((values) => {
    const centre = mean(values);
    return values.map((value) => value - centre);
  });
  const lag = Math.min(LAG, days - 1);
  const variances = centred.map(
    (x) =>
      Math.max(
        0,
        longRunVariance(x, lag, (k) => 1 - k / (lag + 1)),
      ) / days,
  );
  return { sd: Math.sqrt(mean(variances)), correlation: meanCorrelation(centred) };
}

/** Mean correlation of all pairs that vary, not below 0. */
function meanCorrelation(centred: readonly Float64Array[]): number {
  const units = centred.flatMap((x) => {
    const norm = Math.hypot(...x);
    return norm > 0 ? [x.map((value) => value / norm)] : [];
  });
  const pairs = units.flatMap((a, i) =>
    units.slice(i + 1).map((b) => a.reduce((sum, value, t) => sum + value * b[t]!, 0)),
  );
  return pairs.length > 0 ? Math.min(1, Math.max(0, mean(pairs))) : 0;
}

/**
 * Returns the mean of the largest of `n` independent standard normal numbers (Harter 1961).
 *
 * @throws MetricsError `bad_value` unless n is a whole number of at least 1
 * @example
 * expectedMaximum(10); // 1.5388
 */
export function expectedMaximum(n: number): number {
  checkTrials(n);
  return integrate((x) => x * n * normalPdf(x) * normalCdf(x) ** (n - 1));
}

/**
 * Returns how far below the common mean loss the best of `n` equally good trials is expected to be. What the trials have in common,
 * such as the luck of their rival, moves all of them and is not counted.
 *
 * @throws MetricsError `bad_value` unless n is a whole number of at least 1
 */
export function expectedBest(n: number, { sd, correlation }: Luck): number {
  return sd * Math.sqrt(1 - correlation) * expectedMaximum(n);
}

/**
 * Returns the probability that the best of `n` trials which are all as good as their rival seems better than it by `gain` or more.
 *
 * @throws MetricsError `bad_value` unless n is a whole number of at least 1
 */
export function chanceOfBest(n: number, gain: number, { sd, correlation }: Luck): number {
  checkTrials(n);
  if (sd === 0) return gain <= 0 ? 1 : 0;
  const own = Math.sqrt(1 - correlation);
  if (own === 0) return 1 - normalCdf(gain / sd);
  const below = (z: number) => normalCdf((gain / sd - Math.sqrt(correlation) * z) / own) ** n;
  return Math.min(1, Math.max(0, 1 - integrate((z) => normalPdf(z) * below(z))));
}

function checkTrials(n: number): void {
  if (Number.isInteger(n) && n >= 1) return;
  throw new MetricsError("bad_value", `n is ${n}: expected a whole number of at least 1`);
}

/** Beyond it, the normal density is 0. */
const REACH = 9;
const STEPS = 360;

/** The integral over the real line of a function that ends as the normal density does (trapezoidal rule). */
function integrate(f: (x: number) => number): number {
  const step = (2 * REACH) / STEPS;
  let sum = 0;
  for (let k = 0; k <= STEPS; k++) sum += f(-REACH + k * step);
  return sum * step;
}
