/** What a strategy earned, by day `[days]`. */
export interface Trades {
  /** Simple returns before costs. */
  gross: Float64Array;
  /** Simple returns after costs. */
  net: Float64Array;
  /** What was bought and sold the evening before, in units of the capital. */
  turnover: Float64Array;
}

/**
 * Trades a strategy: each evening the position is restored to its size for the next day, at `cost` a unit traded.
 *
 * A position of the day before has grown with the price and shrunk against the capital, or the other way round; only the
 * difference is traded. The first day starts without a position. A loss is at most the capital. Cash earns and borrowing
 * costs nothing.
 *
 * @param returns simple returns of the price `[days]`
 * @param positions in units of the capital `[days]`, below 0 for a short one
 * @param cost share of the traded amount: .0005 is 5 basis points
 */
export function trade(returns: Float64Array, positions: Float64Array, cost: number): Trades {
  const [gross, net, turnover] = [returns, returns, returns].map(() => new Float64Array(returns.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let held = 0;
  for (let day = 0; day < returns.length; day++) {
    const position = positions[day]!;
    turnover[day] = Math.abs(position - held);
    gross[day] = Math.max(-1, position * returns[day]!);
    net[day] = Math.max(-1, gross[day]! - cost * turnover[day]!);
    const capital = 1 + gross[day]!;
    held = capital > 0 ? (position * (1 + returns[day]!)) / capital : 0;
  }
  return { gross, net, turnover };
}

/** The value of a capital of 1 that earns `returns [days]`, from the start on `[days + 1]`. */
export function growth(returns: Float64Array): Float64Array {
  const value = new Float64Array(returns.length + 1).fill(1);
  for (const [day, earned] of returns.entries()) value[day + 1] = value[day]! * (1 + earned);
  return value;
}
