import { join } from "node:path";
import { type Fold, FoldStore, storedFold } from "@lstm-predict/backtest";
import { toRawSeries } from "@lstm-predict/bars";
import type { ModelConfig } from "@lstm-predict/model";
import type { BarsRef } from "./bars-ref.ts";
import type { Host } from "./host.ts";

/** One fold of a backtest: its forecasts are kept on the host, where `runBacktest` finds them. */
export interface FoldJob {
  kind: "fold";
  bars: BarsRef;
  /** With the seed of this fold's network. */
  config: ModelConfig;
  fold: Fold;
  /** The backtest's folder below the host's data folder, `backtests/<folder>`. */
  folder: string;
}

export interface FoldResult {
  symbol: string;
  seed: number;
  number: number;
  /** Whether it was finished before. */
  stored: boolean;
}

/** @throws what `runFold` throws */
export async function performFold({ bars, config, fold, folder }: FoldJob, host: Host): Promise<FoldResult> {
  const { symbol, sha256 } = bars;
  const { stored } = await storedFold({
    series: toRawSeries((await host.loadBars(bars)).bars),
    key: { symbol, bars: sha256, config, fold, warmStart: false },
    store: new FoldStore(join(host.dataDir, "backtests", folder)),
    signal: host.signal,
  });
  return { symbol, seed: config.seed, number: fold.number, stored };
}
