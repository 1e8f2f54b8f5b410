import type { RawSeries } from "@lstm-predict/bars";
import { type Baselines, type Forecasts, join } from "@lstm-predict/evaluation";
import type { ModelConfig } from "@lstm-predict/model";
import { withBaselines } from "./fold-baselines.ts";
import type { FoldStore } from "./fold-store.ts";
import { type FoldOptions, walkForward } from "./folds.ts";
import { storedFold } from "./stored-fold.ts";

/** A symbol to backtest. */
export interface BacktestSymbol {
  symbol: string;
  series: RawSeries;
  /** SHA-256 of the bars. */
  sha256: string;
  /** SHA-256 of the closes of the VIX, if the series has them. */
  vix?: string | undefined;
  /** SHA-256 of the closes of each covariate of the configuration; absent without them. */
  covariates?: readonly string[] | undefined;
}

/** Options of `runBacktest`. */
export interface BacktestOptions {
  symbols: readonly BacktestSymbol[];
  config: ModelConfig;
  seeds: readonly number[];
  folds: FoldOptions;
  /** Whether each network starts from the weights of the fold before. */
  warmStart: boolean;
  /** Horizons after the next session to forecast as well, each from 2 to 20. */
  horizons?: readonly number[] | undefined;
  /** Forecasters of your own, which are scored beside the others; of the next session only. */
  baselines?: Baselines | undefined;
  /** Keeps finished folds, so that the same call goes on after an interruption; without one nothing is kept. */
  store?: FoldStore | undefined;
  /** Aborts the backtest. */
  signal?: AbortSignal | undefined;
  /** Called after each fold. */
  onFold?: ((fold: FoldDone) => void) | undefined;
}

/** A finished fold; `stored` if an earlier run had finished it. */
export interface FoldDone {
  symbol: string;
  seed: number;
  number: number;
  stored: boolean;
  forecasts: Forecasts;
}

/** Forecasts of all test days of a symbol, one set for each seed. */
export interface SymbolForecasts {
  symbol: string;
  bySeed: Forecasts[];
  /** The same for each horizon after the next session. */
  later?: Forecasts[][];
}

/**
 * Walks forward through the history of each symbol: refits scalers, network, volatilities and calibration before each fold
 * on earlier bars only, then forecasts the days of the fold one day ahead. Takes finished folds from the store.
 *
 * @returns the forecasts by symbol, in the given order
 * @throws what `fitModel` throws; EvaluationError for a baseline; PreprocessingError `too_few_bars`; Interrupted if the signal aborts
 */
export async function runBacktest(options: BacktestOptions): Promise<SymbolForecasts[]> {
  const { symbols, seeds } = options;
  const plans = symbols.map((symbol) => ({
    ...symbol,
    folds: walkForward(symbol.series.length, options.config.window, options.folds),
  }));
  const results: SymbolForecasts[] = [];
  for (const plan of plans) {
    const bySeed: Forecasts[][] = [];
    for (const seed of seeds) bySeed.push(await walkSymbol(plan, seed, options));
    const [next, ...later] = bySeed[0]!.map((_, k) => bySeed.map((byHorizon) => byHorizon[k]!));
    results.push({ symbol: plan.symbol, bySeed: next!, later });
  }
  return results;
}

/** The forecasts of the next session, then those of each later horizon. */
async function walkSymbol(
  {
    symbol,
    series,
    sha256,
    vix,
    covariates,
    folds,
  }: BacktestSymbol & { folds: ReturnType<typeof walkForward> },
  seed: number,
  { config, warmStart, horizons, baselines, store, signal, onFold }: BacktestOptions,
): Promise<Forecasts[]> {
  const parts: Forecasts[][] = [];
  let weights: Float32Array[] | undefined;
  for (const fold of folds) {
    const done = await storedFold({
      series,
      key: {
        ...{ symbol, bars: sha256, config: { ...config, seed }, fold, warmStart, vix, horizons },
        covariates,
      },
      initialWeights: warmStart ? weights : undefined,
      store,
      signal,
    });
    weights = done.weights;
    const forecasts = withBaselines(done.forecasts, baselines, { series, fold, window: config.window });
    parts.push([forecasts, ...done.later]);
    onFold?.({ symbol, seed, number: fold.number, stored: done.stored, forecasts });
  }
  return parts[0]!.map((_, k) => join(parts.map((byHorizon) => byHorizon[k]!)));
}
