import { type BacktestSymbol, type FoldKey, type FoldStore, storedFold } from "@lstm-predict/backtest";
import type { Forecasts } from "@lstm-predict/evaluation";
import { ModelError } from "@lstm-predict/model";

/** A fold to compute, with everything that determines it. */
export type FoldTask = Pick<FoldKey, "config" | "fold">;

/** How and where folds are computed. */
export interface FoldOptions {
  /** Keeps finished folds, so that the same call goes on after an interruption; without one nothing is kept. */
  store?: FoldStore | undefined;
  /** Aborts the search. */
  signal?: AbortSignal | undefined;
  /** Computes folds elsewhere, and stores them: called before each set of folds that do not wait for one another. */
  prepare?: ((keys: readonly FoldKey[]) => Promise<void>) | undefined;
}

/** A finished fold; without forecasts, its training diverged. */
export interface FinishedFold<T extends FoldTask> {
  task: T;
  forecasts?: Forecasts | undefined;
  stored: boolean;
}

/**
 * Computes folds one after the other, or takes them from the store.
 *
 * @throws what `runFold` throws, but for trainings that diverge
 */
export async function* evaluateFolds<T extends FoldTask>(
  { symbol, series, sha256, ...data }: BacktestSymbol,
  tasks: readonly T[],
  { store, signal, prepare }: FoldOptions,
): AsyncGenerator<FinishedFold<T>, void, void> {
  const keyOf = ({ config, fold }: T): FoldKey => {
    return { symbol, bars: sha256, config, fold, warmStart: false, ...data };
  };
  await prepare?.(tasks.map(keyOf));
  for (const task of tasks) {
    try {
      const { forecasts, stored } = await storedFold({ series, key: keyOf(task), store, signal });
      yield { task, forecasts, stored };
    } catch (error) {
      if (!(error instanceof ModelError && error.code === "diverged")) throw error;
      yield { task, stored: false };
    }
  }
}
