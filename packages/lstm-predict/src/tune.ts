import type { FoldOptions } from "@lstm-predict/backtest";
import type { BarSeries } from "@lstm-predict/market-data";
import { type ModelConfigInput, parseConfig } from "@lstm-predict/model/config";
import { chronologicalSplits } from "@lstm-predict/preprocessing";
import type { Space, TuneEvent, Tuning } from "@lstm-predict/tuning";

/** Options of `tune`; the defaults are those of `pnpm tune`. */
export interface TuneOptions extends Partial<FoldOptions> {
  /** Configurations to try beside the default; default 30. */
  trials?: number | undefined;
  /** What is searched, by field of the configuration; default: units, dropout, learning rate, batch size, window and more. */
  space?: Space | undefined;
  /** The last days of the bars, which no trial sees; default 15 % of the windows. */
  testDays?: number | undefined;
  /** Computes every trial on all folds instead of stopping the worse half early. */
  allFolds?: boolean | undefined;
  /** Folder that keeps finished folds, so that the same call goes on after an interruption; default: none are kept. */
  dir?: string | undefined;
  /** Aborts the search. */
  signal?: AbortSignal | undefined;
  /** Called after each fold and each trial. */
  onEvent?: ((event: TuneEvent) => void) | undefined;
}

/**
 * Searches for a better configuration on folds before a reserved test span, then compares the best with the default on that span.
 *
 * @param config fields of the default configuration, with which every trial is compared; its `seed` seeds the search too
 * @returns the trials, what luck explains, and the verdict: if it is "winner", train with `trials[best].config`
 * @throws TuningError `bad_space`, `bad_option` or `too_few_bars`; PreprocessingError `bad_option`; ModelError `bad_config`, or `diverged` for the default's training;
 * Interrupted if the signal aborts
 * @example
 * const bars = await fetchBars({ symbol: "AAPL" });
 * const { verdict, trials, best, luck } = await tune(bars, { units: [32] }, { trials: 20 });
 */
export async function tune(
  bars: BarSeries,
  config: ModelConfigInput = {},
  options: TuneOptions = {},
): Promise<Tuning> {
  const { trials = 30, folds = 4, refitEvery = 120, trainWindows, allFolds = false, dir, ...rest } = options;
  const base = parseConfig(config);
  // Only a training needs TensorFlow.js.
  const { FoldStore } = await import("@lstm-predict/backtest");
  const tuning = await import("@lstm-predict/tuning");
  const { test } = chronologicalSplits(bars.bars.length, base.window);
  const { space = tuning.defaultSpace(base.target), testDays = test.to - test.from, signal, onEvent } = rest;
  const events = tuning.tune({
    ...{ series: bars, base, trials, testDays, signal, seed: base.seed, stopEarly: !allFolds },
    space: tuning.parseSpace(space, base),
    folds: { folds, refitEvery, trainWindows },
    store: dir === undefined ? undefined : new FoldStore(dir),
  });
  for (;;) {
    const { done, value } = await events.next();
    if (done) return value;
    onEvent?.(value);
  }
}
