import { type FoldKey, walkForward } from "@lstm-predict/backtest";
import { checkCount } from "@lstm-predict/backtest/folds";
import { backtestSymbolOf } from "@lstm-predict/backtest/symbol";
import type { Forecasts } from "@lstm-predict/evaluation";
import type { BarSeries } from "@lstm-predict/market-data";
import { mean } from "@lstm-predict/metrics";
import { type ModelConfig, ModelError } from "@lstm-predict/model";
import { assessLuck, assessOverfitting, type LuckOfBest, type OverfittingOfChoice } from "./assess.ts";
import { compareOnTest, type TestComparison } from "./compare.ts";
import { evaluateFolds, type FoldOptions } from "./evaluate-folds.ts";
import { dailyLosses, relativeLoss, untrainedLosses } from "./losses.ts";
import { type FoldRequest, type SearchEvent, search, type Trial } from "./search.ts";
import { checkFolds, reserveTest, type SearchSpan } from "./spans.ts";

/** Options of `tune`. */
export interface TuneOptions extends SearchSpan, Omit<FoldOptions, "prepare"> {
  series: BarSeries;
  /** Trials beside the default. */
  trials: number;
  seed: number;
  stopEarly: boolean;
  /** Computes folds elsewhere, and stores them; `series` has the bars that they are of, for the search without those of the test span. */
  prepare?: ((series: BarSeries, keys: readonly FoldKey[]) => Promise<void>) | undefined;
}

/** Events of a tuning: those of the search, then each fold of the test span. */
export type TuneEvent = SearchEvent | { type: "test"; what: "winner" | "default"; stored: boolean };

/** Result of a tuning. */
export interface Tuning {
  symbol: string;
  /** All trials, the default first. */
  trials: Trial[];
  /** Number of the trial with the lowest score of those that were computed on all folds. */
  best: number;
  /** Score of the forecaster that needs no training on the same days; absent if the default's window is too short for it. */
  untrained?: number | undefined;
  /** The days that trials are scored on. */
  search: { days: number; from: string; to: string };
  luck?: LuckOfBest | undefined;
  overfitting?: OverfittingOfChoice | undefined;
  /** Absent if the default is the best: then the test days stay unseen. */
  test?: TestComparison | undefined;
  verdict: "winner" | "default";
}

/** A winner must be better by more than chance, and a worse error bar must not be more than chance. */
const SIGNIFICANT = 0.05;

/**
 * Searches a space for a better configuration on folds before the test span, then compares the best with the default on the test span.
 *
 * The search gets no bar of the test span. The verdict is "winner" if the network's loss on the test span is lower by more than chance,
 * and the served error bar is not worse by more than chance; otherwise "default".
 *
 * @throws TuningError `bad_option` or `too_few_bars`; PreprocessingError `bad_option` for other numbers; ModelError `diverged` if the default's training diverges;
 * what `runFold` throws; Interrupted if the signal aborts
 */
export async function* tune(options: TuneOptions): AsyncGenerator<TuneEvent, Tuning, void> {
  const { series, folds, testDays, prepare } = options;
  checkCount("trials", options.trials, 1);
  const known = reserveTest(series, testDays);
  checkFolds(known, options);
  const symbol = backtestSymbolOf(known);
  const ofKnown = { ...options, prepare: prepare && ((keys: readonly FoldKey[]) => prepare(known, keys)) };
  const ofDefault: Forecasts[] = [];
  const evaluate = async function* (requests: readonly FoldRequest[]) {
    const tasks = requests.map(({ trial, fold }) => ({
      trial,
      at: fold,
      config: trial.config,
      fold: walkForward(known.bars.length, trial.config.window, folds)[fold]!,
    }));
    for await (const { task, forecasts, stored } of evaluateFolds(symbol, tasks, ofKnown)) {
      if (forecasts && task.trial.number === 0) ofDefault.push(forecasts);
      yield { trial: task.trial, fold: task.at, losses: forecasts && dailyLosses(forecasts), stored };
    }
  };
  const trials = yield* search({ ...options, folds: folds.folds, evaluate });
  const reference = trials[0]!;
  if (reference.state === "failed") throw divergedDefault();
  const best = trials
    .filter(({ state }) => state === "complete")
    .reduce((a, b) => (b.score < a.score ? b : a));
  const dates = ofDefault.flatMap((fold) => fold.dates);
  const found = {
    symbol: series.symbol,
    trials,
    best: best.number,
    untrained: untrainedScore(ofDefault),
    search: { days: dates.length, from: dates[0]!, to: dates.at(-1)! },
    luck: assessLuck(trials),
    overfitting: assessOverfitting(trials),
  };
  if (best === reference) return { ...found, verdict: "default" };
  const test = yield* compareFinally(best.config, options);
  return { ...found, test, verdict: test && isBetter(test) ? "winner" : "default" };
}

function untrainedScore(folds: readonly Forecasts[]): number | undefined {
  const losses = folds.flatMap((fold) => untrainedLosses(fold) ?? []);
  if (losses.length < folds.length) return undefined;
  return relativeLoss(mean(losses.map(mean)), mean(folds.map((fold) => mean(dailyLosses(fold)))));
}

/** Fits winner and default on all bars before the test span and compares their forecasts; undefined if the winner's training diverges. */
async function* compareFinally(
  winner: ModelConfig,
  options: TuneOptions,
): AsyncGenerator<TuneEvent, TestComparison | undefined, void> {
  const { series, base, testDays, prepare } = options;
  const tasks = (["winner", "default"] as const).map((what) => {
    const config = what === "winner" ? winner : base;
    const [fold] = walkForward(series.bars.length, config.window, {
      ...options.folds,
      folds: 1,
      refitEvery: testDays,
    });
    return { what, config, fold: fold! };
  });
  const ofAll = { ...options, prepare: prepare && ((keys: readonly FoldKey[]) => prepare(series, keys)) };
  const forecasts = [];
  for await (const done of evaluateFolds(backtestSymbolOf(series), tasks, ofAll)) {
    forecasts.push(done.forecasts);
    yield { type: "test", what: done.task.what, stored: done.stored };
  }
  const [ofWinner, ofDefault] = forecasts;
  if (!ofDefault) throw divergedDefault();
  return ofWinner && compareOnTest(ofWinner, ofDefault);
}

function isBetter({ network, interval }: TestComparison): boolean {
  return network.p < SIGNIFICANT && !(interval.pWorse < SIGNIFICANT);
}

function divergedDefault(): ModelError {
  return new ModelError(
    "diverged",
    "the training of the default configuration diverged: try a lower --learning-rate",
  );
}
