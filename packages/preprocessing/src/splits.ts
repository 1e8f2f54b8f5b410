import { quote } from "@lstm-predict/checks";
import { PreprocessingError } from "./errors.ts";

/** Window indices `from` (inclusive) to `to` (exclusive). */
export interface WindowRange {
  readonly from: number;
  readonly to: number;
}

/** Windows of training, validation and test, in time order. */
export interface Splits {
  readonly train: WindowRange;
  readonly validation: WindowRange;
  readonly test: WindowRange;
}

/** Shares of the windows, between 0 and 1; the test span gets the rest. */
export interface SplitFractions {
  readonly train: number;
  readonly validation: number;
}

export const DEFAULT_FRACTIONS: SplitFractions = { train: 0.7, validation: 0.15 };

const PARTS = 3;

/** The number of windows in `bars` bars: each has `window` rows and a target bar after them. */
export function countWindows(bars: number, window: number): number {
  return Math.max(0, bars - window);
}

/**
 * Splits the windows of `bars` bars in time order into training, validation and test.
 *
 * Rounds to whole windows; each span has at least one.
 *
 * @throws PreprocessingError `too_few_bars` for fewer than `window` + 3 bars, `bad_option` for fractions that are not
 * positive or leave nothing for the test
 * @example
 * chronologicalSplits(1060, 60).test; // { from: 850, to: 1000 }
 */
export function chronologicalSplits(
  bars: number,
  window: number,
  fractions: SplitFractions = DEFAULT_FRACTIONS,
): Splits {
  const { train, validation } = fractions;
  if (!(train > 0 && validation > 0 && train + validation < 1)) {
    throw new PreprocessingError(
      "bad_option",
      `fractions are ${quote(fractions)}: expected positive shares for train and validation with a sum below 1`,
    );
  }
  const windows = countWindows(bars, window);
  if (windows < PARTS) {
    throw new PreprocessingError(
      "too_few_bars",
      `there are ${bars} bars: at least ${window + PARTS} are needed, ` +
        `a window of ${window} and one day each to train, validate and test on`,
    );
  }
  const trainEnd = clamp(Math.round(windows * train), 1, windows - 2);
  const validationEnd = clamp(Math.round(windows * (train + validation)), trainEnd + 1, windows - 1);
  return {
    train: { from: 0, to: trainEnd },
    validation: { from: trainEnd, to: validationEnd },
    test: { from: validationEnd, to: windows },
  };
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}
