import { PreprocessingError, type Splits } from "@lstm-predict/preprocessing";

/** How to cut a history into folds. */
export interface FoldOptions {
  folds: number;
  /** Test days of each fold; everything is refitted before each fold. */
  refitEvery: number;
  /** Maximum number of windows to train and validate on; undefined: all before the fold (an expanding span). */
  trainWindows?: number | undefined;
}

/** One step of a walk forward: the bars that a fold may use, and the splits of their windows. */
export interface Fold {
  /** From 1, oldest first. */
  number: number;
  /** Bars `from` (inclusive) to `to` (exclusive) of the whole series; the fold gets no others. */
  bars: { from: number; to: number };
  /** Splits of the windows of these bars. */
  splits: Splits;
}

/** Share of the windows before the test days that is for validation: 15 of 85 percent, as in a training. */
const VALIDATION = 0.15 / 0.85;
/** Fewer windows do not suffice to train and validate. */
export const MIN_WINDOWS = 100;

/**
 * Cuts the last `folds` x `refitEvery` days into folds; each trains on windows before its test days and gets no later bars.
 *
 * @param bars number of bars of the series
 * @param window bars a window
 * @throws PreprocessingError `bad_option`, or `too_few_bars` if there are fewer than MIN_WINDOWS windows before the first fold
 */
export function walkForward(bars: number, window: number, options: FoldOptions): Fold[] {
  const { folds, refitEvery, trainWindows = Number.POSITIVE_INFINITY } = options;
  checkCount("folds", folds, 1);
  checkCount("refitEvery", refitEvery, 1);
  if (trainWindows !== Number.POSITIVE_INFINITY) checkCount("trainWindows", trainWindows, MIN_WINDOWS);
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

/** Throws PreprocessingError `bad_option` unless `value` is a whole number from `least` on. */
export function checkCount(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new PreprocessingError("bad_option", `${name} is ${value}: expected a whole number from ${least} on`);
}
