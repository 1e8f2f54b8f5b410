import { join } from "node:path";
import { type Fold, FoldStore, storedFold } from "@lstm-predict/backtest";
import { rawSeriesOf } from "@lstm-predict/market-data";
import type { ModelConfig } from "@lstm-predict/model";
import type { BarsRef } from "./bars-ref.ts";
import type { Host } from "./host.ts";

/** Computes one fold of a backtest and stores its forecasts on the host, where `runBacktest` reads them. */
export interface FoldJob {
  kind: "fold";
  bars: BarsRef;
  /** Configuration with the seed of the network. */
  config: ModelConfig;
  fold: Fold;
  /** SHA-256 of the closes of the VIX; absent without them. */
  vix?: string | undefined;
  /** SHA-256 of the closes of each covariate of the configuration; absent without them. */
  covariates?: readonly string[] | undefined;
  /** Horizons after the next session. */
  horizons?: readonly number[] | undefined;
  /** Folder of the backtest: `<dataDir of the host>/backtests/<folder>`. */
  folder: string;
  /** Whether the result has the forecasts as well, for a store on another machine. */
  carry?: boolean | undefined;
}

/** A finished fold; its forecasts stay on the host. */
export interface FoldResult {
  symbol: string;
  seed: number;
  number: number;
  /** Whether an earlier job had finished it. */
  stored: boolean;
  /** Seconds that the process of the job computed on all cores for it; absent if the fold was stored. */
  cpuSeconds?: number | undefined;
  /** With `carry`, what `FoldStore.writeText` takes. */
  text?: string | undefined;
}

/**
 * Performs a FoldJob.
 *
 * @throws what `runFold` throws; JobError `bars_changed`
 */
export async function performFold(
  { bars, config, fold, vix, covariates, horizons, folder, carry }: FoldJob,
  host: Host,
): Promise<FoldResult> {
  const { symbol, sha256 } = bars;
  const store = new FoldStore(join(host.dataDir, "backtests", folder));
  const key = { symbol, bars: sha256, config, fold, warmStart: false, vix, horizons, covariates };
  const loaded = await host.loadBars(bars);
  if (loaded.vixMissing !== undefined) host.onNote(loaded.vixMissing);
  const before = process.cpuUsage();
  const { stored } = await storedFold({ series: rawSeriesOf(loaded), key, store, signal: host.signal });
  const { user, system } = process.cpuUsage(before);
  const cost = stored ? {} : { cpuSeconds: (user + system) / 1e6 };
  const result = { symbol, seed: config.seed, number: fold.number, stored, ...cost };
  return carry ? { ...result, text: await store.readText(key) } : result;
}
