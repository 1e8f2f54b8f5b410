import type { PathValue, StrategyName, StrategyValue, ValueSummary } from "@lstm-predict/backtest";
import type { SharpeDifference } from "@lstm-predict/metrics";
import { fixed, signed } from "../../wording/format.ts";
import type { BacktestTable } from "../tables.ts";
import { STRATEGY_NAMES } from "./names.ts";

/** All strategies over all symbols. */
export function byStrategy({ overall, symbols, costBp }: ValueSummary): BacktestTable {
  const what = symbols.length === 1 ? symbols[0]!.symbol : `${symbols.length} symbols, equal weights`;
  return {
    heads: [
      `${what}, after ${costBp} bp`,
      ...["return %", "volatility %", "Sharpe", "before costs", "turnover", "drawdown %", "scatter %"],
      ...["Sharpe - hold (95 %)", "Sharpe - EWMA (95 %)", "deflated"],
    ],
    rows: entries(overall).map(([name, own]) => [
      STRATEGY_NAMES[name],
      percent(own.annualReturn),
      percent(own.volatility),
      signed(own.sharpe, 2),
      signed(own.sharpeBeforeCosts, 2),
      fixed(own.turnover, 1),
      percent(own.maxDrawdown),
      percent(own.volatilityScatter, 0),
      difference(own.sharpeToHold),
      difference(own.sharpeToEwma),
      fixed(own.deflatedSharpe ?? Number.NaN, 2),
    ]),
  };
}

/** Holding beside targeting by the model and by EWMA, symbol by symbol. */
export function valueBySymbol({ symbols }: ValueSummary): BacktestTable {
  const figures = ["Sharpe", "drawdown %", "scatter %"];
  return {
    heads: [
      "hold / target, model / EWMA",
      ...figures,
      "turnover of model",
      "Sharpe - hold (95 %)",
      "Sharpe - EWMA (95 %)",
    ],
    rows: symbols.map(({ symbol, strategies: { hold, targetModel: model, targetEwma: ewma } }) => {
      const three = (read: (own: StrategyValue) => string) =>
        [hold, model, ewma].map((own) => (own ? read(own) : "-")).join(" / ");
      return [
        symbol,
        three(({ sharpe }) => signed(sharpe, 2)),
        three(({ maxDrawdown }) => percent(maxDrawdown)),
        three(({ volatilityScatter }) => percent(volatilityScatter, 0)),
        fixed(model?.turnover ?? Number.NaN, 1),
        difference(model?.sharpeToHold),
        difference(model?.sharpeToEwma),
      ];
    }),
  };
}

function entries({ strategies }: PathValue) {
  return Object.entries(strategies) as [StrategyName, StrategyValue][];
}

function percent(share: number, digits = 1): string {
  return signed(100 * share, digits);
}

/** "+0.03 (−0.10 to 0.16)"; no interval if it has none, as of two equal strategies. */
function difference(of: SharpeDifference | undefined): string {
  if (!of || !Number.isFinite(of.difference)) return "-";
  const interval = Number.isFinite(of.lower) ? ` (${signed(of.lower, 2)} to ${signed(of.upper, 2)})` : "";
  const size = fixed(Math.abs(of.difference), 2);
  const sign = of.difference > 0 ? "+" : "\u2212";
  return `${Number(size) === 0 ? "" : sign}${size}${interval}`;
}
