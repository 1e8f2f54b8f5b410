import type { BacktestScores, BacktestSummary, ScoreSpread } from "@lstm-predict/backtest";
import { mean } from "@lstm-predict/metrics";
import { fixed } from "@lstm-predict/reports";
import { plainTable } from "../terminal/plain-table.ts";

/** Renders a backtest: the model by symbol and by year, and all forecasters over all symbols. */
export function renderBacktest(summary: BacktestSummary): string {
  const { absoluteErrorToNaive, winklerToHar } = summary.panel;
  const comparisons = [
    `Absolute errors against "tomorrow = today": Diebold-Mariano ${fixed(absoluteErrorToNaive.statistic, 2)}, p ${fixed(absoluteErrorToNaive.pValue, 3)} (below 0 is better).`,
    ...(winklerToHar
      ? [
          `90 % interval scores against HAR: Diebold-Mariano ${fixed(winklerToHar.statistic, 2)}, p ${fixed(winklerToHar.pValue, 3)}.`,
        ]
      : []),
  ];
  return [bySymbol(summary), byYear(summary), byForecaster(summary), comparisons.join("\n")].join("\n\n");
}

const SCORES = ["MASE", "coverage 90", "W / constant", "W / HAR", "CRPS / HAR"];

function bySymbol({ symbols }: BacktestSummary): string {
  const table = plainTable(
    ["model, by symbol", "days", "from", "to", ...SCORES],
    ["left", "right", "left", "left", ...SCORES.map(() => "right" as const)],
  );
  for (const { symbol, days, from, to, figures } of symbols) {
    table.push([symbol, String(days), from, to, ...cells(figures.model!)]);
  }
  return table.toString();
}

/** The means over the symbols that have days in the year. */
function byYear({ symbols }: BacktestSummary): string {
  const table = plainTable(
    ["model, by year", "days", ...SCORES],
    ["left", "right", ...SCORES.map(() => "right" as const)],
  );
  const years = [...new Set(symbols.flatMap((symbol) => Object.keys(symbol.byYear)))].sort();
  for (const year of years) {
    const parts = symbols.flatMap((symbol) => symbol.byYear[year] ?? []);
    const average = (key: keyof BacktestScores): ScoreSpread => ({
      mean: mean(parts.map(({ figures }) => figures.model![key].mean)),
      sd: 0,
    });
    const scores = Object.fromEntries(
      (Object.keys(parts[0]!.figures.model!) as (keyof BacktestScores)[]).map((key) => [key, average(key)]),
    );
    const days = parts.reduce((sum, part) => sum + part.days, 0);
    table.push([year, String(days), ...cells(scores as unknown as BacktestScores)]);
  }
  return table.toString();
}

function byForecaster({ overall, symbols }: BacktestSummary): string {
  const heads = [...SCORES, "QLIKE", "MASE < 1", "W / HAR < 1"];
  const table = plainTable(
    [`all forecasters, ${symbols.length === 1 ? "one symbol" : `${symbols.length} symbols`}`, ...heads],
    ["left", ...heads.map(() => "right" as const)],
  );
  for (const [name, scores] of Object.entries(overall)) {
    table.push([
      name,
      fixed(scores.mase, 4),
      fixed(100 * scores.coverage, 1),
      fixed(scores.winklerToConstant, 4),
      fixed(scores.winklerToHar, 4),
      fixed(scores.crpsToHar, 4),
      fixed(scores.qlike, 3),
      Number.isNaN(scores.mase) ? "-" : String(scores.maseWins),
      Number.isNaN(scores.winklerToHar) ? "-" : String(scores.winklerWins),
    ]);
  }
  return table.toString();
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
