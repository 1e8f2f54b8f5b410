/** A fall below an earlier high, until that high is reached again. */
export interface Drawdown {
  /** Day of the high. */
  peak: string;
  /** Day of the lowest price since. */
  trough: string;
  /** Day on which the high was reached again; null when it has not been. */
  recovery: string | null;
  /** Price of the trough over that of the peak, minus 1: negative. */
  depth: number;
  /** From the peak to the recovery, or to the last day. */
  sessions: number;
}

/** How far each price is below the highest one so far, as a share: 0 at a high, negative below it. */
export function underwaterCurve(prices: Float64Array): Float64Array {
  let high = Number.NEGATIVE_INFINITY;
  return prices.map((price) => {
    high = Math.max(high, price);
    return price / high - 1;
  });
}

/** Every drawdown, in time order; they do not overlap. */
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

/** The deepest first. */
export function deepest(all: readonly Drawdown[], count: number): Drawdown[] {
  return all.toSorted((a, b) => a.depth - b.depth).slice(0, count);
}
