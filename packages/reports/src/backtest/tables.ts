import type { BacktestScores, BacktestSummary, ScoreSpread } from "@lstm-predict/backtest";
import { type ForecastComparison, mean } from "@lstm-predict/metrics";
import { fixed } from "../wording/format.ts";

/** A table of a backtest, for the terminal and the page. */
export interface BacktestTable {
  heads: string[];
  rows: string[][];
}

/** One calendar year: the days of all symbols, and the model's scores as means over the symbols that have days in it. */
export interface YearScores {
  year: string;
  days: number;
  scores: BacktestScores;
}

const SCORES = ["MASE", "coverage 90", "W / constant", "W / HAR", "CRPS / HAR"];

/** The tables in the order of the terminal. */
export function backtestTables(summary: BacktestSummary): BacktestTable[] {
  const horizons = summary.later ? [byHorizon(summary)] : [];
  return [bySymbol(summary), byYear(summary), byForecaster(summary), ...horizons];
}

/** The model's scores by symbol. */
export function bySymbol({ symbols }: BacktestSummary): BacktestTable {
  return {
    heads: ["model, by symbol", "days", "from", "to", ...SCORES],
    rows: symbols.map(({ symbol, days, from, to, figures }) => [
      symbol,
      String(days),
      from,
      to,
      ...cells(figures.model!),
    ]),
  };
}

/** The model's scores by calendar year. */
export function byYear(summary: BacktestSummary): BacktestTable {
  return {
    heads: ["model, by year", "days", ...SCORES],
    rows: scoresByYear(summary).map(({ year, days, scores }) => [year, String(days), ...cells(scores)]),
  };
}

/** The scores of all forecasters over all symbols. */
export function byForecaster({ overall, symbols }: BacktestSummary): BacktestTable {
  const count = symbols.length === 1 ? "one symbol" : `${symbols.length} symbols`;
  return {
    heads: [`all forecasters, ${count}`, ...SCORES, "QLIKE", "MASE < 1", "W / HAR < 1"],
    rows: Object.entries(overall).map(([name, scores]) => [
      name,
      fixed(scores.mase, 4),
      fixed(100 * scores.coverage, 1),
      fixed(scores.winklerToConstant, 4),
      fixed(scores.winklerToHar, 4),
      fixed(scores.crpsToHar, 4),
      fixed(scores.qlike, 3),
      Number.isNaN(scores.mase) ? "-" : String(scores.maseWins),
      Number.isNaN(scores.winklerToHar) ? "-" : String(scores.winklerWins),
    ]),
  };
}

/** The model's scores by horizon over all symbols, with the p values of its tests against simpler forecasters. */
export function byHorizon(summary: BacktestSummary): BacktestTable {
  const p = (comparison: ForecastComparison | undefined) => fixed(comparison?.pValue ?? Number.NaN, 3);
  const horizons = [{ horizon: 1, ...summary }, ...(summary.later ?? [])];
  return {
    heads: ["model, sessions ahead", "days", "MASE", "p", "coverage 90", ...BESIDE, "CRPS / HAR"],
    rows: horizons.map(({ horizon, symbols, overall, panel }) => {
      const { mase, coverage, winklerToConstant, winklerToHar, crpsToHar } = overall.model!;
      return [
        String(horizon),
        String(symbols.reduce((sum, { days }) => sum + days, 0)),
        fixed(mase, 4),
        p(panel.absoluteErrorToNaive),
        fixed(100 * coverage, 1),
        fixed(winklerToConstant, 4),
        p(panel.winklerToConstant),
        fixed(winklerToHar, 4),
        p(panel.winklerToHar),
        fixed(crpsToHar, 4),
      ];
    }),
  };
}

const BESIDE = ["W / constant", "p", "W / HAR", "p"];

/** The model's mean scores in each calendar year, in order. */
export function scoresByYear({ symbols }: BacktestSummary): YearScores[] {
  const years = [...new Set(symbols.flatMap((symbol) => Object.keys(symbol.byYear)))].sort();
  return years.map((year) => {
    const parts = symbols.flatMap((symbol) => symbol.byYear[year] ?? []);
    const keys = Object.keys(parts[0]!.figures.model!) as (keyof BacktestScores)[];
    const average = (key: keyof BacktestScores): ScoreSpread => ({
      mean: mean(parts.map(({ figures }) => figures.model![key].mean)),
      sd: 0,
    });
    const scores = Object.fromEntries(keys.map((key) => [key, average(key)])) as unknown as BacktestScores;
    return { year, days: parts.reduce((sum, part) => sum + part.days, 0), scores };
  });
}

function cells({ mase, coverage, winklerToConstant, winklerToHar, crpsToHar }: BacktestScores): string[] {
  return [
    withSpread(mase, 4),
    withSpread({ mean: 100 * coverage.mean, sd: 100 * coverage.sd }, 1),
    ...[winklerToConstant, winklerToHar, crpsToHar].map((score) => withSpread(score, 4)),
  ];
}

function withSpread({ mean, sd }: ScoreSpread, digits: number): string {
  return sd > 0 ? `${fixed(mean, digits)} ± ${fixed(sd, digits)}` : fixed(mean, digits);
}
