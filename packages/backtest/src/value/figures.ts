import { moments, sharpeRatio, underwaterCurve, volatilityScatter } from "@lstm-predict/metrics";
import { growth, type Trades } from "./trade.ts";

/** Figures of one strategy after costs; NaN where undefined, which JSON writes as null. */
export interface StrategyFigures {
  /** Compound return a year; NaN for less than a year, where it would extrapolate. */
  annualReturn: number;
  /** Standard deviation of the daily returns, annualised. */
  volatility: number;
  /** Mean over standard deviation of the daily returns, annualised; nothing is subtracted for cash. */
  sharpe: number;
  sharpeBeforeCosts: number;
  /** What is bought and sold in a year, in units of the capital. */
  turnover: number;
  /** The deepest fall below an earlier high, as a share of it; 0 or below. */
  maxDrawdown: number;
  /** Standard deviation of the monthly volatilities over their mean: lower is steadier. */
  volatilityScatter: number;
}

/** Sums up what a strategy earned on `dates [days]`, of which a year has `sessions`. */
export function figuresOf(
  dates: readonly string[],
  { gross, net, turnover }: Trades,
  sessions: number,
): StrategyFigures {
  const value = growth(net);
  const years = net.length / sessions;
  return {
    annualReturn: years < 1 ? Number.NaN : value.at(-1)! ** (1 / years) - 1,
    volatility: Math.sqrt(sessions) * (moments(net).standardDeviation ?? Number.NaN),
    sharpe: Math.sqrt(sessions) * sharpeRatio(net),
    sharpeBeforeCosts: Math.sqrt(sessions) * sharpeRatio(gross),
    turnover: turnover.reduce((sum, traded) => sum + traded, 0) / years,
    maxDrawdown: underwaterCurve(value).reduce((deepest, depth) => Math.min(deepest, depth), 0),
    volatilityScatter: volatilityScatter(dates, net),
  };
}
