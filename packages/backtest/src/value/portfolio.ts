import type { Trades } from "./trade.ts";

/** What one strategy earned on the days of one symbol. */
export interface DatedTrades {
  dates: readonly string[];
  trades: Trades;
}

/**
 * Splits the capital equally among symbols, every day anew and at no cost: the mean by date over the symbols whose test days
 * have begun and not ended. A symbol that does not trade on a date earns nothing on it.
 */
export function equalWeights(symbols: readonly DatedTrades[]): DatedTrades {
  const dates = [...new Set(symbols.flatMap((symbol) => symbol.dates))].sort();
  const at = new Map(dates.map((date, k) => [date, k]));
  const count = new Float64Array(dates.length);
  for (const symbol of symbols) {
    const [from, to] = [at.get(symbol.dates[0]!)!, at.get(symbol.dates.at(-1)!)!];
    for (let k = from; k <= to; k++) count[k]! += 1;
  }
  const average = (pick: (trades: Trades) => Float64Array) => {
    const sums = new Float64Array(dates.length);
    for (const symbol of symbols) {
      const values = pick(symbol.trades);
      for (const [day, date] of symbol.dates.entries()) sums[at.get(date)!]! += values[day]!;
    }
    return sums.map((sum, k) => (count[k]! > 0 ? sum / count[k]! : 0));
  };
  return {
    dates,
    trades: {
      gross: average(({ gross }) => gross),
      net: average(({ net }) => net),
      turnover: average(({ turnover }) => turnover),
    },
  };
}
