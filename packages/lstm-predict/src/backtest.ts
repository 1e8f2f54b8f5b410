import type {
  BacktestSummary,
  FoldOptions,
  BacktestOptions as RunOptions,
  SymbolForecasts,
} from "@lstm-predict/backtest";
import { checkCount } from "@lstm-predict/backtest/folds";
import { backtestSymbolOf } from "@lstm-predict/backtest/symbol";
import type { BarSeries } from "@lstm-predict/market-data";
import { type ModelConfigInput, parseConfig } from "@lstm-predict/model/config";

/** Options of `backtest`; the defaults are those of `pnpm backtest`. */
export interface BacktestOptions
  extends Partial<FoldOptions>,
    Partial<Pick<RunOptions, "warmStart" | "horizons" | "baselines" | "onFold" | "signal">> {
  /** Networks in each fold, with consecutive seeds; default 3. */
  seeds?: number | undefined;
  /** Folder that keeps finished folds, so that the same call goes on after an interruption; default: none are kept. */
  dir?: string | undefined;
}

/** What `backtest` returns. */
export interface BacktestResult {
  /** Scores by symbol, by year and over all symbols. */
  summary: BacktestSummary;
  /** Every forecast of every test day, by symbol and seed. */
  forecasts: SymbolForecasts[];
}

/**
 * Walks forward through the history of each symbol: before each fold everything is fitted again on the bars before it, then the
 * days of the fold are forecast one session ahead.
 *
 * @param series the bars of one or more symbols
 * @param config fields that differ from the defaults, as for `train`
 * @returns scores of the model beside every simpler forecaster: `summary.overall.model.mase`
 * @throws PreprocessingError `bad_option`, or `too_few_bars` if the history is too short for the folds; ModelError `bad_config` or
 * `diverged`; EvaluationError for a baseline; Interrupted if the signal aborts
 * @example
 * const bars = await Promise.all(["AAPL", "KO"].map((symbol) => fetchBars({ symbol })));
 * const { summary } = await backtest(bars, { epochs: 5 }, { folds: 4, refitEvery: 60, seeds: 1 });
 */
export async function backtest(
  series: readonly BarSeries[],
  config: ModelConfigInput = {},
  options: BacktestOptions = {},
): Promise<BacktestResult> {
  const { folds = 8, refitEvery = 60, trainWindows, seeds = 3, warmStart = false, dir, ...rest } = options;
  checkCount("the number of series", series.length, 1);
  checkCount("seeds", seeds, 1);
  const whole = parseConfig(config);
  // Only a training needs TensorFlow.js.
  const { FoldStore, runBacktest, summarize } = await import("@lstm-predict/backtest");
  const forecasts = await runBacktest({
    ...rest,
    symbols: series.map(backtestSymbolOf),
    config: whole,
    seeds: Array.from({ length: seeds }, (_, k) => whole.seed + k),
    folds: { folds, refitEvery, trainWindows },
    warmStart,
    store: dir === undefined ? undefined : new FoldStore(dir),
  });
  return { summary: summarize(forecasts), forecasts };
}
