import { rm } from "node:fs/promises";
import { join } from "node:path";
import { FoldStore, runBacktest, summarize } from "@lstm-predict/backtest";
import { toRawSeries } from "@lstm-predict/bars";
import { type BarSeries, hashBars } from "@lstm-predict/market-data";
import { PreprocessingError } from "@lstm-predict/preprocessing";
import type { Host } from "../host.ts";
import type { RecentBacktest, RetrainJob } from "./types.ts";

/**
 * Forecasts the last days with a network of the same configuration that was fitted before them. Finished folds are kept
 * until the symbol is done: a run that was ended does not compute them twice. Undefined where there are too few bars.
 */
export async function backtestRecent(
  { plan: { symbol, config }, backtestDays }: RetrainJob,
  { bars }: BarSeries,
  { dataDir, signal }: Host,
): Promise<RecentBacktest | undefined> {
  if (backtestDays === 0) return undefined;
  try {
    const [result] = await runBacktest({
      symbols: [{ symbol, series: toRawSeries(bars), sha256: hashBars(bars) }],
      config,
      seeds: [config.seed],
      warmStart: false,
      signal,
      folds: { folds: 1, refitEvery: backtestDays },
      store: new FoldStore(folderOf(dataDir, symbol)),
      onFold: () => {},
    });
    const { symbols } = summarize([result!]);
    const { from, to, days, figures } = symbols[0]!;
    const { mase, coverage, winklerToHar } = figures.model!;
    return { from, to, days, mase: mase.mean, coverage90: coverage.mean, winklerToHar: winklerToHar.mean };
  } catch (error) {
    if (error instanceof PreprocessingError && error.code === "too_few_bars") return undefined;
    throw error;
  }
}

/** Removes the folds that were kept. */
export function forgetBacktest(symbol: string, { dataDir }: Host): Promise<void> {
  return rm(folderOf(dataDir, symbol), { recursive: true, force: true });
}

function folderOf(dataDir: string, symbol: string): string {
  return join(dataDir, "backtests", "retrain", symbol);
}
