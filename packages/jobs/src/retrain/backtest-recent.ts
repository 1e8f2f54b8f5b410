import { rm } from "node:fs/promises";
import { join } from "node:path";
import { hashWeights } from "@lstm-predict/artifacts";
import { FoldStore, storedFold, summarize, walkForward } from "@lstm-predict/backtest";
import { type BarSeries, hashBars, rawSeriesOf } from "@lstm-predict/market-data";
import { continuation, type TrainingEvent, unpackWeights } from "@lstm-predict/model";
import { PreprocessingError } from "@lstm-predict/preprocessing";
import type { Host } from "../host.ts";
import { firstDays, hasSeen } from "./seen.ts";
import type { Trained } from "./start.ts";
import type { RecentBacktest, RetrainJob } from "./types.ts";

/** Options of `backtestRecent`. */
export interface RecentOptions {
  series: BarSeries;
  /** Trained versions of the configuration; the network goes on from the first that has not seen the days (`hasSeen`). */
  candidates: readonly Trained[];
  onEvent(event: TrainingEvent): void;
}

/**
 * Backtests the last `backtestDays` days with a network of the same configuration, fitted before them; undefined if there
 * are too few bars. Keeps the finished fold until `forgetBacktest`, so that an interrupted run need not repeat it.
 */
export async function backtestRecent(
  { plan: { symbol, config }, backtestDays }: RetrainJob,
  { series: loaded, candidates, onEvent }: RecentOptions,
  { dataDir, signal }: Host,
): Promise<RecentBacktest | undefined> {
  if (backtestDays === 0) return undefined;
  try {
    const series = rawSeriesOf(loaded);
    const [fold] = walkForward(series.length, config.window, { folds: 1, refitEvery: backtestDays });
    const first = firstDays(fold!.splits, series.dates, config.window);
    const trained = candidates.find(({ metadata }) => !hasSeen(metadata, series.dates, first));
    // The fold trains on later days than the version did.
    const start = trained && {
      origin: hashWeights(trained.model.weightData),
      config: continuation(config, "months"),
    };
    const { forecasts } = await storedFold({
      series,
      key: {
        symbol,
        bars: hashBars(loaded.bars),
        vix: loaded.vix?.sha256,
        config,
        fold: fold!,
        warmStart: false,
        covariates: loaded.covariates?.map(({ sha256 }) => sha256),
        ...start,
      },
      initialWeights: trained && unpackWeights(trained.model),
      store: new FoldStore(folderOf(dataDir, symbol)),
      signal,
      onEvent,
    });
    const { symbols } = summarize([{ symbol, bySeed: [forecasts] }]);
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
