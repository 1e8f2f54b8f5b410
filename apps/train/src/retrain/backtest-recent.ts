import { rm } from "node:fs/promises";
import { join } from "node:path";
import { hashBars } from "@lstm-predict/market-data";
import { PreprocessingError, toRawSeries } from "@lstm-predict/preprocessing";
import { runBacktest } from "../backtest/run-backtest.ts";
import { FoldStore } from "../backtest/store.ts";
import { summarize } from "../backtest/summary.ts";
import type { BacktestFigures, Task } from "./types.ts";

/**
 * Forecasts the last days with a network of the same configuration that was fitted before them. What is finished is kept until
 * the symbol is done: a run that was ended does not do it twice. Undefined where there are too few bars.
 */
export async function backtestRecent(
  { plan: { symbol, series, config }, backtestDays, dataDir }: Task,
  signal: AbortSignal,
): Promise<BacktestFigures | undefined> {
  if (backtestDays === 0) return undefined;
  try {
    const [result] = await runBacktest({
      symbols: [{ symbol, series: toRawSeries(series.bars), sha256: hashBars(series.bars) }],
      ...{ config, seeds: [config.seed], warmStart: false, signal },
      folds: { folds: 1, refitEvery: backtestDays },
      store: new FoldStore(folderOf(dataDir, symbol)),
      onFold: () => {},
    });
    const { symbols } = summarize([result!]);
    const { from, to, days, figures } = symbols[0]!;
    const { mase, coverage, winklerToHar } = figures.model!;
    return {
      ...{ from, to, days, mase: mase.mean },
      ...{ coverage90: coverage.mean, winklerToHar: winklerToHar.mean },
    };
  } catch (error) {
    if (error instanceof PreprocessingError && error.code === "too_few_bars") return undefined;
    throw error;
  }
}

/** Takes away what was kept. */
export function forgetBacktest({ plan, dataDir }: Task): Promise<void> {
  return rm(folderOf(dataDir, plan.symbol), { recursive: true, force: true });
}

function folderOf(dataDir: string, symbol: string): string {
  return join(dataDir, "backtests", "retrain", symbol);
}
