import type { RawSeries } from "@lstm-predict/bars";
import { type Forecasts, join } from "@lstm-predict/evaluation";
import type { ModelConfig } from "@lstm-predict/model";
import type { FoldStore } from "./fold-store.ts";
import { type FoldOptions, walkForward } from "./folds.ts";
import { storedFold } from "./stored-fold.ts";

export interface BacktestSymbol {
  symbol: string;
  series: RawSeries;
  /** SHA-256 of the bars. */
  sha256: string;
}

export interface BacktestOptions {
  symbols: readonly BacktestSymbol[];
  config: ModelConfig;
  seeds: readonly number[];
  folds: FoldOptions;
  /** Whether a fold's network starts from the weights of the fold before. */
  warmStart: boolean;
  store: FoldStore;
  signal: AbortSignal;
  /** Told as each fold ends. */
  onFold(fold: FoldDone): void;
}

/** A finished fold; `stored` when it was finished before. */
export interface FoldDone {
  symbol: string;
  seed: number;
  number: number;
  stored: boolean;
  forecasts: Forecasts;
}

/** All test days of a symbol, forecast by the model of each seed. */
export interface SymbolForecasts {
  symbol: string;
  bySeed: Forecasts[];
}

/**
 * Walks through each symbol's history: before every fold scalers, network, volatilities and calibration are fitted anew
 * on what was known then, and the fold's days are forecast one evening at a time. Finished folds are taken from the store.
 *
 * @throws what a training throws, PreprocessingError for too few bars, Interrupted when the signal aborts
 */
export async function runBacktest(options: BacktestOptions): Promise<SymbolForecasts[]> {
  const { symbols, seeds } = options;
  const plans = symbols.map((symbol) => ({
    ...symbol,
    folds: walkForward(symbol.series.length, options.config.window, options.folds),
  }));
  const results: SymbolForecasts[] = [];
  for (const plan of plans) {
    const bySeed: Forecasts[] = [];
    for (const seed of seeds) bySeed.push(await walkSymbol(plan, seed, options));
    results.push({ symbol: plan.symbol, bySeed });
  }
  return results;
}

async function walkSymbol(
  { symbol, series, sha256, folds }: BacktestSymbol & { folds: ReturnType<typeof walkForward> },
  seed: number,
  { config, warmStart, store, signal, onFold }: BacktestOptions,
): Promise<Forecasts> {
  const parts: Forecasts[] = [];
  let weights: Float32Array[] | undefined;
  for (const fold of folds) {
    const done = await storedFold({
      series,
      key: { symbol, bars: sha256, config: { ...config, seed }, fold, warmStart },
      initialWeights: warmStart ? weights : undefined,
      store,
      signal,
    });
    weights = done.weights;
    parts.push(done.forecasts);
    onFold({ symbol, seed, number: fold.number, stored: done.stored, forecasts: done.forecasts });
  }
  return join(parts);
}
