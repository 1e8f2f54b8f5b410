import { PreprocessingError, type Splits } from "@lstm-predict/preprocessing";

export interface FoldOptions {
  folds: number;
  /** Test days of a fold: so often everything is fitted anew. */
  refitEvery: number;
  /** Windows that a fold learns from at most; all there are when undefined (an expanding span). */
  trainWindows?: number | undefined;
}

/** A part of the history: the bars a fold may know, and what it does with their windows. */
export interface Fold {
  /** From 1, oldest first. */
  number: number;
  /** Bars `from` (inclusive) to `to` (exclusive) of the whole series: nothing later exists for the fold. */
  bars: { from: number; to: number };
  /** Windows of those bars. */
  splits: Splits;
}

/** The share of what a fold learns from that it keeps for validation: 15 of 85 percent, as in a training. */
const VALIDATION = 0.15 / 0.85;
/** Fewer windows to learn from say nothing. */
export const MIN_WINDOWS = 100;

/**
 * Cuts the last `folds` x `refitEvery` days into folds, each of which learns from the windows before it. Bars that a fold
 * cannot know are not in it.
 *
 * @throws PreprocessingError `too_few_bars` when the first fold has too few windows to learn from
 */
export function walkForward(bars: number, window: number, options: FoldOptions): Fold[] {
  const { folds, refitEvery, trainWindows = Number.POSITIVE_INFINITY } = options;
  const windows = bars - window;
  const first = windows - folds * refitEvery;
  if (first < MIN_WINDOWS) {
    const needed = window + MIN_WINDOWS + folds * refitEvery;
    throw new PreprocessingError(
      "too_few_bars",
      `there are ${bars} bars: ${folds} folds of ${refitEvery} days and ${MIN_WINDOWS} windows of ${window} to learn from need ${needed}`,
    );
  }
  return Array.from({ length: folds }, (_, k) => {
    const test = first + k * refitEvery;
    const known = Math.min(test, trainWindows);
    const from = test - known;
    const trainEnd = known - Math.round(VALIDATION * known);
    return {
      number: k + 1,
      bars: { from, to: test + refitEvery + window },
      splits: {
        train: { from: 0, to: trainEnd },
        validation: { from: trainEnd, to: known },
        test: { from: known, to: known + refitEvery },
      },
    };
  });
}
