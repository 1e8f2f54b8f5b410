import type { Forecasts } from "@lstm-predict/evaluation";
import { type SharpeDifference, sessionsPerYear } from "@lstm-predict/metrics";
import type { SymbolForecasts } from "../run-backtest.ts";
import { annualDifference, deflate } from "./compare.ts";
import { figuresOf, type StrategyFigures } from "./figures.ts";
import { equalWeights } from "./portfolio.ts";
import { positionsOf, type StrategyName, targetOf } from "./positions.ts";
import { growth, type Trades, trade } from "./trade.ts";

/** Options of `economicValue`. */
export interface ValueOptions {
  /** Costs in basis points of what is bought and sold; default 5. */
  costBp?: number | undefined;
  /** Number of strategies that were tried, for the deflated Sharpe ratio; default: those that are compared with `hold`. */
  trials?: number | undefined;
}

/** Figures of a strategy, beside `hold` and beside targeting by EWMA. */
export interface StrategyValue extends StrategyFigures {
  sharpeToHold?: SharpeDifference;
  sharpeToEwma?: SharpeDifference;
  /** Probability that it earns more for its risk than `hold`, beyond what the best of all trials has by luck. */
  deflatedSharpe?: number;
}

/** What the strategies are worth on one path of days. */
export interface PathValue {
  days: number;
  from: string;
  to: string;
  strategies: Partial<Record<StrategyName, StrategyValue>>;
}

/** The growth of a capital of 1 on the evening of each of `dates [days]`, by strategy; for charts. */
export interface GrowthCurves {
  dates: readonly string[];
  growth: Partial<Record<StrategyName, Float64Array>>;
}

/** What a backtest's forecasts are worth, after costs. */
export interface ValueSummary {
  costBp: number;
  trials: number;
  /** `target` is the volatility that targeting aims at, a day. */
  symbols: (PathValue & { symbol: string; target: number })[];
  /** Equal weights over all symbols. */
  overall: PathValue;
}

const DEFAULT_COST_BP = 5;
const BASIS_POINT = 1e-4;
/** A price that stands still on the training span has no volatility to aim at. */
const LEAST_TARGET = 1e-9;

type Book = { dates: readonly string[]; trades: Partial<Record<StrategyName, Trades>> };

/**
 * Trades simple strategies on the forecasts of the next day, by symbol and over all symbols with equal weights: holding,
 * volatility targeting by several forecasters, and, as a warning, the sign of the point forecast.
 *
 * Returns are those of the price: dividends are left out. A symbol without the scale `constant`, or whose price
 * stood still on the training span, is left out.
 *
 * @returns undefined if no symbol is left
 */
export function economicValue(
  results: readonly SymbolForecasts[],
  { costBp = DEFAULT_COST_BP, trials }: ValueOptions = {},
): { summary: ValueSummary; curves: GrowthCurves } | undefined {
  const books = results
    .filter(({ bySeed }) =>
      bySeed.every(({ scales }) => "constant" in scales && targetOf(bySeed[0]!) > LEAST_TARGET),
    )
    .map(({ symbol, bySeed }) => {
      const target = targetOf(bySeed[0]!);
      return { symbol, target, ...bookOf(bySeed, target, costBp * BASIS_POINT) };
    });
  if (books.length === 0) return undefined;
  const names = (Object.keys(books[0]!.trades) as StrategyName[]).filter((name) =>
    books.every((book) => name in book.trades),
  );
  const combined = names.map(
    (name) =>
      [name, equalWeights(books.map(({ dates, trades }) => ({ dates, trades: trades[name]! })))] as const,
  );
  const overall: Book = {
    dates: combined[0]![1].dates,
    trades: Object.fromEntries(combined.map(([name, { trades }]) => [name, trades])),
  };
  const tried = trials ?? names.length - 1;
  return {
    summary: {
      costBp,
      trials: tried,
      symbols: books.map(({ symbol, target, ...book }) => ({ symbol, target, ...judge(book, tried) })),
      overall: judge(overall, tried),
    },
    curves: {
      dates: overall.dates,
      growth: Object.fromEntries(
        combined.map(([name, { trades }]) => [name, growth(trades.net).subarray(1)]),
      ),
    },
  };
}

function bookOf(bySeed: readonly Forecasts[], target: number, cost: number): Book {
  const { dates, last, actual } = bySeed[0]!;
  const returns = actual.map((close, day) => close / last[day]! - 1);
  const trades = Object.entries(positionsOf(bySeed, target)).map(([name, positions]) => [
    name,
    trade(returns, positions, cost),
  ]);
  return { dates, trades: Object.fromEntries(trades) };
}

function judge({ dates, trades }: Book, trials: number): PathValue {
  const sessions = sessionsPerYear(dates);
  const { hold, targetEwma: ewma } = trades;
  const strategies = Object.entries(trades).map(([name, own]): [string, StrategyValue] => [
    name,
    {
      ...figuresOf(dates, own, sessions),
      ...(own !== hold && { sharpeToHold: annualDifference(own.net, hold!.net, sessions) }),
      ...(ewma && own !== ewma && { sharpeToEwma: annualDifference(own.net, ewma.net, sessions) }),
      ...(own !== hold && { deflatedSharpe: deflate(own.net, hold!.net, trials) }),
    },
  ]);
  return {
    days: dates.length,
    from: dates[0]!,
    to: dates.at(-1)!,
    strategies: Object.fromEntries(strategies),
  };
}
