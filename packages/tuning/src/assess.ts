import {
  chanceOfBest,
  expectedBest,
  luckOf,
  mean,
  type Overfitting,
  probabilityOfOverfitting,
} from "@lstm-predict/metrics";
import type { Trial } from "./search.ts";

/** What luck explains of the best score; scores are relative to the default's, 1. */
export interface LuckOfBest {
  /** Trials beside the default. */
  trials: number;
  /** Score that the best of `trials` is expected to have if none is better than the default. */
  expected: number;
  /** The same for each smaller number of trials, from 1 `[trials]`. */
  byTrials: number[];
  /** Probability that the best then has a score as low as that of this search. */
  chance: number;
  /** Standard error of a trial's score, and correlation of two trials. */
  sd: number;
  correlation: number;
}

/** How likely the choice is overfitted, by the trials that were computed on all folds, with the default. */
export interface OverfittingOfChoice {
  probability: number;
  trials: number;
  days: number;
  blocks: number;
}

/** Days of a block, at least, and blocks, at most. */
const BLOCK = { days: 5, most: 16 };
const LEAST_BLOCKS = 4;

/**
 * Estimates the luck of the best of `count` trials from the days of those that were computed on all folds. That all trials count, also
 * those that were stopped early, makes luck seem a little larger than it is.
 *
 * @returns undefined if no trial was computed on all folds, or if the default has no loss
 */
export function assessLuck(trials: readonly Trial[]): LuckOfBest | undefined {
  const [reference, ...others] = trials as [Trial, ...Trial[]];
  const complete = others.filter(({ state }) => state === "complete");
  if (complete.length === 0) return undefined;
  const ofDefault = daysOf(reference);
  const unit = mean(ofDefault);
  if (unit === 0) return undefined;
  const luck = luckOf(
    complete.map((trial) => daysOf(trial).map((loss, day) => (loss - ofDefault[day]!) / unit)),
  );
  const count = others.length;
  const byTrials = Array.from({ length: count }, (_, k) => 1 - expectedBest(k + 1, luck));
  const best = Math.min(...complete.map(({ score }) => score));
  return {
    trials: count,
    expected: byTrials.at(-1)!,
    byTrials,
    chance: chanceOfBest(count, 1 - best, luck),
    ...luck,
  };
}

/** Returns undefined if there are fewer than two trials or too few days. */
export function assessOverfitting(trials: readonly Trial[]): OverfittingOfChoice | undefined {
  const complete = trials.filter(({ state }) => state === "complete");
  const days = complete[0] ? daysOf(complete[0]).length : 0;
  const blocks = Math.min(BLOCK.most, 2 * Math.floor(days / (2 * BLOCK.days)));
  if (complete.length < 2 || blocks < LEAST_BLOCKS) return undefined;
  const { probability }: Overfitting = probabilityOfOverfitting(complete.map(daysOf), blocks);
  return { probability, trials: complete.length, days, blocks };
}

/** The losses of all days of a trial. */
function daysOf({ losses }: Trial): Float64Array {
  return Float64Array.from(losses.flatMap((fold) => [...fold]));
}
