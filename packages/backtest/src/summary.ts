import { type Forecasts, type SplitTable, scoreRange } from "@lstm-predict/evaluation";
import { mean } from "@lstm-predict/metrics";
import { comparePanels, type PanelComparisons } from "./compare-panels.ts";
import type { SymbolForecasts } from "./run-backtest.ts";

/** Mean and sample standard deviation of a score over the seeds; `sd` is 0 for one seed. */
export interface ScoreSpread {
  mean: number;
  sd: number;
}

/** Scores of a forecaster, NaN where undefined; `coverage` (0 to 1) and `winkler...` are of the 90 % intervals. */
export interface BacktestScores {
  mase: ScoreSpread;
  coverage: ScoreSpread;
  winklerToConstant: ScoreSpread;
  winklerToHar: ScoreSpread;
  crpsToHar: ScoreSpread;
  qlike: ScoreSpread;
}

/** Scores of all forecasters for one symbol. */
export interface SymbolSummary {
  symbol: string;
  /** Test days. */
  days: number;
  from: string;
  to: string;
  /** Scores by forecaster. */
  figures: Record<string, BacktestScores>;
  /** The same by calendar year. */
  byYear: Record<string, { days: number; figures: Record<string, BacktestScores> }>;
}

/** Summary of a backtest. */
export interface BacktestSummary {
  symbols: SymbolSummary[];
  /** By forecaster: means over the symbols (geometric for ratios), and the number of symbols with a score below 1. */
  overall: Record<string, Record<keyof BacktestScores, number> & { maseWins: number; winklerWins: number }>;
  panel: PanelComparisons;
  /** The same of later sessions, one for each horizon; absent without any. */
  later?: ({ horizon: number } & Omit<BacktestSummary, "later">)[];
}

/** Summarizes a backtest by symbol, by year and over all symbols. */
export function summarize(results: readonly SymbolForecasts[]): BacktestSummary {
  const symbols = results.map(summarizeSymbol);
  const horizons = results[0]!.later?.map(([first]) => first!.horizon) ?? [];
  const later = horizons.map((horizon, k) => ({
    horizon,
    ...summarize(results.map(({ symbol, later }) => ({ symbol, bySeed: later![k]! }))),
  }));
  return {
    symbols,
    overall: overall(symbols),
    panel: comparePanels(results),
    ...(later.length > 0 && { later }),
  };
}

function summarizeSymbol({ symbol, bySeed }: SymbolForecasts): SymbolSummary {
  const { dates } = bySeed[0]!;
  const years = [...new Set(dates.map((date) => date.slice(0, 4)))];
  const byYear = years.map((year) => {
    const from = dates.findIndex((date) => date.startsWith(year));
    const to = dates.findLastIndex((date) => date.startsWith(year)) + 1;
    return [year, { days: to - from, figures: scoresOf(bySeed, from, to) }] as const;
  });
  return {
    symbol,
    days: dates.length,
    from: dates[0]!,
    to: dates.at(-1)!,
    figures: scoresOf(bySeed, 0, dates.length),
    byYear: Object.fromEntries(byYear),
  };
}

function scoresOf(bySeed: readonly Forecasts[], from: number, to: number): Record<string, BacktestScores> {
  const tables = bySeed.map((forecasts) => scoreRange(forecasts, { from, to }));
  return Object.fromEntries(
    Object.keys(tables[0]!).map((name) => {
      const over = (pick: (table: SplitTable[string]) => number | undefined) =>
        spread(tables.map((table) => pick(table[name]!) ?? Number.NaN));
      const scores: BacktestScores = {
        mase: over(({ mase }) => mase),
        coverage: over(({ intervals }) => intervals?.["90"]?.coverage),
        winklerToConstant: over(({ relative }) => relative?.winklerToConstant),
        winklerToHar: over(({ relative }) => relative?.winklerToHar),
        crpsToHar: over(({ relative }) => relative?.crpsToHar),
        qlike: over(({ qlike }) => qlike),
      };
      return [name, scores];
    }),
  );
}

const RATIOS: readonly (keyof BacktestScores)[] = ["winklerToConstant", "winklerToHar", "crpsToHar"];

function overall(symbols: readonly SymbolSummary[]): BacktestSummary["overall"] {
  const names = Object.keys(symbols[0]!.figures).filter((name) =>
    symbols.every(({ figures }) => name in figures),
  );
  return Object.fromEntries(
    names.map((name) => {
      const scores = symbols.map(({ figures }) => figures[name]!);
      const keys = Object.keys(scores[0]!) as (keyof BacktestScores)[];
      const means = keys.map((key) => {
        const values = scores.map((ofSymbol) => ofSymbol[key].mean);
        return [key, RATIOS.includes(key) ? Math.exp(mean(values.map(Math.log))) : mean(values)];
      });
      const wins = (key: keyof BacktestScores) => scores.filter((ofSymbol) => ofSymbol[key].mean < 1).length;
      return [
        name,
        { ...Object.fromEntries(means), maseWins: wins("mase"), winklerWins: wins("winklerToHar") },
      ];
    }),
  );
}

function spread(values: readonly number[]): ScoreSpread {
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return { mean: centre, sd: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 };
}
