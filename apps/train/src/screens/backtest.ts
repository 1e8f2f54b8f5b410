import type { BacktestSummary, Figures, Spread } from "@lstm-predict/backtest";
import { mean } from "@lstm-predict/metrics";
import { fixed } from "@lstm-predict/reports";
import { plainTable } from "../terminal/plain-table.ts";

/** A backtest for the terminal: the model by symbol and by year, and every forecaster over all symbols. */
export function backtestTables(summary: BacktestSummary): string {
  const { absoluteErrorToNaive, winklerToHar } = summary.panel;
  const verdicts = [
    `Absolute errors against "tomorrow = today": Diebold-Mariano ${fixed(absoluteErrorToNaive.statistic, 2)}, p ${fixed(absoluteErrorToNaive.pValue, 3)} (below 0 is better).`,
    ...(winklerToHar
      ? [
          `90 % interval scores against HAR: Diebold-Mariano ${fixed(winklerToHar.statistic, 2)}, p ${fixed(winklerToHar.pValue, 3)}.`,
        ]
      : []),
  ];
  return [bySymbol(summary), byYear(summary), byForecaster(summary), verdicts.join("\n")].join("\n\n");
}

const FIGURES = ["MASE", "coverage 90", "W / constant", "W / HAR", "CRPS / HAR"];

function bySymbol({ symbols }: BacktestSummary): string {
  const table = plainTable(
    ["model, by symbol", "days", "from", "to", ...FIGURES],
    ["left", "right", "left", "left", ...FIGURES.map(() => "right" as const)],
  );
  for (const { symbol, days, from, to, figures } of symbols) {
    table.push([symbol, String(days), from, to, ...cells(figures.model!)]);
  }
  return table.toString();
}

/** Means over the symbols that have days in the year. */
function byYear({ symbols }: BacktestSummary): string {
  const table = plainTable(
    ["model, by year", "days", ...FIGURES],
    ["left", ...["", ...FIGURES].map(() => "right" as const)],
  );
  const years = [...new Set(symbols.flatMap((symbol) => Object.keys(symbol.byYear)))].sort();
  for (const year of years) {
    const own = symbols.flatMap((symbol) => symbol.byYear[year] ?? []);
    const average = (key: keyof Figures): Spread => ({
      mean: mean(own.map(({ figures }) => figures.model![key].mean)),
      sd: 0,
    });
    const figures = Object.fromEntries(
      (Object.keys(own[0]!.figures.model!) as (keyof Figures)[]).map((key) => [key, average(key)]),
    );
    const days = own.reduce((sum, part) => sum + part.days, 0);
    table.push([year, String(days), ...cells(figures as unknown as Figures)]);
  }
  return table.toString();
}

function byForecaster({ overall, symbols }: BacktestSummary): string {
  const heads = [...FIGURES, "QLIKE", "MASE < 1", "W / HAR < 1"];
  const table = plainTable(
    [`all forecasters, ${symbols.length === 1 ? "one symbol" : `${symbols.length} symbols`}`, ...heads],
    ["left", ...heads.map(() => "right" as const)],
  );
  for (const [name, own] of Object.entries(overall)) {
    table.push([
      name,
      ...[fixed(own.mase, 4), fixed(100 * own.coverage, 1), fixed(own.winklerToConstant, 4)],
      ...[fixed(own.winklerToHar, 4), fixed(own.crpsToHar, 4), fixed(own.qlike, 3)],
      Number.isNaN(own.mase) ? "-" : String(own.maseWins),
      Number.isNaN(own.winklerToHar) ? "-" : String(own.winklerWins),
    ]);
  }
  return table.toString();
}

function cells({ mase, coverage, winklerToConstant, winklerToHar, crpsToHar }: Figures): string[] {
  return [
    withSpread(mase, 4),
    withSpread({ mean: 100 * coverage.mean, sd: 100 * coverage.sd }, 1),
    ...[winklerToConstant, winklerToHar, crpsToHar].map((figure) => withSpread(figure, 4)),
  ];
}

function withSpread({ mean, sd }: Spread, digits: number): string {
  return sd > 0 ? `${fixed(mean, digits)} ± ${fixed(sd, digits)}` : fixed(mean, digits);
}
