/** A fall below an earlier high, until the price reaches that high again. */
export interface Drawdown {
  /** Day of the high, YYYY-MM-DD. */
  peak: string;
  /** Day of the lowest price after the high. */
  trough: string;
  /** Day on which the price reached the high again; null if it has not. */
  recovery: string | null;
  /** Price at the trough / price at the peak - 1; negative. */
  depth: number;
  /** Sessions from the peak to the recovery, or to the last day. */
  sessions: number;
}

/** Each price of `prices [n]` relative to the highest so far, minus 1: 0 at a high, negative below. */
export function underwaterCurve(prices: Float64Array): Float64Array {
  let high = Number.NEGATIVE_INFINITY;
  return prices.map((price) => {
    high = Math.max(high, price);
    return price / high - 1;
  });
}

/** All drawdowns of `prices [n]` on `dates [n]`, in time order; they do not overlap. */
export function drawdowns(dates: readonly string[], prices: Float64Array): Drawdown[] {
  const underwater = underwaterCurve(prices);
  const found: Drawdown[] = [];
  let peak = 0;
  let trough = 0;
  const close = (end: number, recovered: boolean) => {
    found.push({
      peak: dates[peak]!,
      trough: dates[trough]!,
      recovery: recovered ? dates[end]! : null,
      depth: underwater[trough]!,
      sessions: end - peak,
    });
  };
  for (let t = 1; t < prices.length; t++) {
    if (underwater[t]! === 0) {
      if (trough > peak) close(t, true);
      peak = trough = t;
    } else if (trough === peak || underwater[t]! < underwater[trough]!) trough = t;
  }
  if (trough > peak) close(prices.length - 1, false);
  return found;
}

/** The `count` deepest drawdowns, deepest first. */
export function deepest(all: readonly Drawdown[], count: number): Drawdown[] {
  return all.toSorted((a, b) => a.depth - b.depth).slice(0, count);
}
