import { type BarSeries, hashBars, rawSeriesOf } from "@lstm-predict/market-data";
import type { BacktestSymbol } from "./run-backtest.ts";

/** A series as a backtest takes it, with the hashes of all that folds are computed from. */
export function backtestSymbolOf(series: BarSeries): BacktestSymbol {
  const { symbol, bars, vix, covariates } = series;
  return {
    symbol,
    series: rawSeriesOf(series),
    sha256: hashBars(bars),
    vix: vix?.sha256,
    covariates: covariates?.map(({ sha256 }) => sha256),
  };
}
