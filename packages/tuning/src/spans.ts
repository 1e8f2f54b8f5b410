import { type FoldOptions, walkForward } from "@lstm-predict/backtest";
import type { BarSeries } from "@lstm-predict/market-data";
import type { ModelConfig } from "@lstm-predict/model";
import { PreprocessingError } from "@lstm-predict/preprocessing";
import { isChoice, lastOf } from "./domain.ts";
import { TuningError } from "./errors.ts";
import type { Space } from "./space.ts";

/**
 * The series without its last `testDays` bars.
 *
 * @throws TuningError `bad_option` if nothing would be left
 */
export function reserveTest(series: BarSeries, testDays: number): BarSeries {
  const { bars } = series;
  if (Number.isInteger(testDays) && testDays >= 2 && testDays < bars.length)
    return { ...series, bars: bars.slice(0, -testDays) };
  throw new TuningError(
    "bad_option",
    `testDays is ${testDays}: expected a whole number from 2 to ${bars.length - 1}`,
  );
}

/** What a search needs bars for. */
export interface SearchSpan {
  /** The default configuration. */
  base: ModelConfig;
  space: Space;
  /** Folds of each trial; they end before the test span. */
  folds: FoldOptions;
  /** Days of the test span, the last of the series. */
  testDays: number;
}

/**
 * Refuses folds for which there are too few bars, before anything is computed.
 *
 * @throws TuningError `too_few_bars`; PreprocessingError `bad_option` for numbers that no folds can have
 */
export function checkFolds({ bars }: BarSeries, { space, base, folds, testDays }: SearchSpan): void {
  try {
    for (const window of windowsOf(space, base)) walkForward(bars.length, window, folds);
  } catch (error) {
    if (!(error instanceof PreprocessingError) || error.code !== "too_few_bars") throw error;
    throw new TuningError("too_few_bars", `before the test span of ${testDays} days ${error.message}`);
  }
}

/** The windows of the default and of a space; of a range the longest, which needs the most bars. */
function windowsOf({ window }: Space, base: ModelConfig): number[] {
  if (!window) return [base.window];
  return [base.window, ...(isChoice(window) ? (window.choice as number[]) : [lastOf(window)])];
}
