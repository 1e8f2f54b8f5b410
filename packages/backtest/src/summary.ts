import { type Forecasts, type SplitTable, scoreRange } from "@lstm-predict/evaluation";
import { mean } from "@lstm-predict/metrics";
import { comparePanels, type PanelComparisons } from "./compare-panels.ts";
import type { SymbolForecasts } from "./run-backtest.ts";

/** Mean and standard deviation over the seeds; the deviation of one seed is 0. */
export interface Spread {
  mean: number;
  sd: number;
}

/** A forecaster's figures; `winkler...` and `coverage` are of the 90 % intervals. */
export interface Figures {
  mase: Spread;
  coverage: Spread;
  winklerToConstant: Spread;
  winklerToHar: Spread;
  crpsToHar: Spread;
  qlike: Spread;
}

export interface SymbolSummary {
  symbol: string;
  days: number;
  from: string;
  to: string;
  /** By forecaster; NaN where it does not forecast that. */
  figures: Record<string, Figures>;
  byYear: Record<string, { days: number; figures: Record<string, Figures> }>;
}

export interface BacktestSummary {
  symbols: SymbolSummary[];
  /** Over the symbols, by forecaster: means, for ratios geometric ones; how many symbols are better than 1. */
  overall: Record<string, Record<keyof Figures, number> & { maseWins: number; winklerWins: number }>;
  panel: PanelComparisons;
}

export function summarize(results: readonly SymbolForecasts[]): BacktestSummary {
  const symbols = results.map(summarizeSymbol);
  return { symbols, overall: overall(symbols), panel: comparePanels(results) };
}

function summarizeSymbol({ symbol, bySeed }: SymbolForecasts): SymbolSummary {
  const { dates } = bySeed[0]!;
  const years = [...new Set(dates.map((date) => date.slice(0, 4)))];
  const byYear = years.map((year) => {
    const from = dates.findIndex((date) => date.startsWith(year));
    const to = dates.findLastIndex((date) => date.startsWith(year)) + 1;
    return [year, { days: to - from, figures: figuresOf(bySeed, from, to) }] as const;
  });
  return {
    symbol,
    ...{ days: dates.length, from: dates[0]!, to: dates.at(-1)! },
    figures: figuresOf(bySeed, 0, dates.length),
    byYear: Object.fromEntries(byYear),
  };
}

function figuresOf(bySeed: readonly Forecasts[], from: number, to: number): Record<string, Figures> {
  const tables = bySeed.map((forecasts) => scoreRange(forecasts, { from, to }));
  return Object.fromEntries(
    Object.keys(tables[0]!).map((name) => {
      const over = (pick: (scores: SplitTable[string]) => number | undefined) =>
        spread(tables.map((table) => pick(table[name]!) ?? Number.NaN));
      const figures: Figures = {
        mase: over(({ mase }) => mase),
        coverage: over(({ intervals }) => intervals?.["90"]?.coverage),
        winklerToConstant: over(({ relative }) => relative?.winklerToConstant),
        winklerToHar: over(({ relative }) => relative?.winklerToHar),
        crpsToHar: over(({ relative }) => relative?.crpsToHar),
        qlike: over(({ qlike }) => qlike),
      };
      return [name, figures];
    }),
  );
}

const RATIOS: readonly (keyof Figures)[] = ["winklerToConstant", "winklerToHar", "crpsToHar"];

function overall(symbols: readonly SymbolSummary[]): BacktestSummary["overall"] {
  const names = Object.keys(symbols[0]!.figures).filter((name) =>
    symbols.every(({ figures }) => name in figures),
  );
  return Object.fromEntries(
    names.map((name) => {
      const own = symbols.map(({ figures }) => figures[name]!);
      const keys = Object.keys(own[0]!) as (keyof Figures)[];
      const means = keys.map((key) => {
        const values = own.map((figures) => figures[key].mean);
        return [key, RATIOS.includes(key) ? Math.exp(mean(values.map(Math.log))) : mean(values)];
      });
      const wins = (key: keyof Figures) => own.filter((figures) => figures[key].mean < 1).length;
      return [
        name,
        { ...Object.fromEntries(means), maseWins: wins("mase"), winklerWins: wins("winklerToHar") },
      ];
    }),
  );
}

function spread(values: readonly number[]): Spread {
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return { mean: centre, sd: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 };
}
