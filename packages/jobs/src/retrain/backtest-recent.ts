import { rm } from "node:fs/promises";
import { join } from "node:path";
import { FoldStore, runBacktest, summarize } from "@lstm-predict/backtest";
import { toRawSeries } from "@lstm-predict/bars";
import { type BarSeries, hashBars } from "@lstm-predict/market-data";
import { PreprocessingError } from "@lstm-predict/preprocessing";
import type { Host } from "../host.ts";
import type { RecentBacktest, RetrainJob } from "./types.ts";

/**
 * Backtests the last `backtestDays` days with a network of the same configuration, fitted before them; undefined if there
 * are too few bars. Keeps the finished fold until `forgetBacktest`, so that an interrupted run need not repeat it.
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

/** Deletes the folds that `backtestRecent` kept. */
export function forgetBacktest(symbol: string, { dataDir }: Host): Promise<void> {
  return rm(folderOf(dataDir, symbol), { recursive: true, force: true });
}

function folderOf(dataDir: string, symbol: string): string {
  return join(dataDir, "backtests", "retrain", symbol);
}
