const MAX_SWEEPS = 1000;
const CONVERGED = 1e-12;

/**
 * Fits ridge regression of the log returns of `closes [n]` on the `count` returns before each, all minus `drift`.
 *
 * Solves by coordinate descent, which converges in a few sweeps because autocorrelations of returns are small.
 *
 * @param strength penalty over a lag's sum of squares: 0 is least squares, Infinity gives zeros
 * @returns `lags [count]`, the most recent return first, and `drift`
 */
export function fitLags(
  closes: ArrayLike<number>,
  drift: number,
  count: number,
  strength: number,
): { drift: number; lags: number[] } {
  const lags = new Array<number>(count).fill(0);
  if (strength === Number.POSITIVE_INFINITY) return { drift, lags };
  const { gram, target } = products(closes, drift, count);
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let moved = 0;
    for (let k = 0; k < count; k++) {
      const square = gram[k]![k]!;
      const others = lags.reduce((sum, lag, j) => (j === k ? sum : sum + gram[k]![j]! * lag), 0);
      const lag = square > 0 ? (target[k]! - others) / (square * (1 + strength)) : 0;
      moved = Math.max(moved, Math.abs(lag - lags[k]!));
      lags[k] = lag;
    }
    if (moved < CONVERGED) break;
  }
  return { drift, lags };
}

/** Sums of products: lagged returns with each other, `gram [count, count]`, and with the return, `target [count]`. */
function products(closes: ArrayLike<number>, drift: number, count: number) {
  const excess = Float64Array.from(
    { length: closes.length - 1 },
    (_, i) => Math.log(closes[i + 1]! / closes[i]!) - drift,
  );
  const sum = (a: number, b: number) => {
    let total = 0;
    for (let day = count; day < excess.length; day++) total += excess[day - a]! * excess[day - b]!;
    return total;
  };
  const index = Array.from({ length: count }, (_, k) => k + 1);
  return { gram: index.map((a) => index.map((b) => sum(a, b))), target: index.map((a) => sum(a, 0)) };
}
