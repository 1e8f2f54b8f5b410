import { type Forecasts, winklerLosses } from "@lstm-predict/evaluation";
import { type ForecastComparison, type LossPanel, mean, panelDieboldMariano } from "@lstm-predict/metrics";
import type { SymbolForecasts } from "./run-backtest.ts";

/**
 * Tests of the model's daily losses against those of simpler forecasters over all symbols; a negative statistic is better.
 *
 * `winkler...` are of the 90 % intervals, beside each forecaster that all symbols have.
 */
export interface PanelComparisons {
  absoluteErrorToNaive: ForecastComparison;
  winklerToHar?: ForecastComparison;
  winklerToConstant?: ForecastComparison;
  winklerToZeroShot?: ForecastComparison;
}

const RIVALS = { winklerToHar: "har", winklerToConstant: "constant", winklerToZeroShot: "zeroShot" } as const;

/**
 * Compares the losses of the model, averaged over seeds, with those of naive and of the rivals that all symbols have. The losses
 * of a horizon overlap, which the tests allow for.
 */
export function comparePanels(results: readonly SymbolForecasts[]): PanelComparisons {
  const { horizon } = results[0]!.bySeed[0]!;
  const compare = (lossOfModel: (of: Forecasts) => Float64Array, lossOfOther: typeof lossOfModel) => {
    const comparison = panelDieboldMariano(
      results.map(
        ({ bySeed }): LossPanel => ({
          dates: bySeed[0]!.dates,
          lossA: meanOf(bySeed.map(lossOfModel)),
          lossB: meanOf(bySeed.map(lossOfOther)),
        }),
      ),
      { horizon },
    );
    // Fewer days are not even two outcomes.
    const isTested = comparison.n >= 2 * horizon;
    return isTested ? comparison : { ...comparison, statistic: Number.NaN, pValue: Number.NaN };
  };
  const winkler = (name: string) => (forecasts: Forecasts) => winklerLosses(forecasts, name);
  const rivals = Object.entries(RIVALS).filter(([, name]) =>
    results.every(({ bySeed }) => bySeed.every(({ scales }) => name in scales)),
  );
  return {
    absoluteErrorToNaive: compare(
      (of) => absoluteErrors(of, of.points.model!),
      (of) => absoluteErrors(of, of.last),
    ),
    ...Object.fromEntries(
      rivals.map(([key, name]) => [key, compare(winkler("model"), winkler(name))] as const),
    ),
  };
}

/** Absolute error of each day, as a share of the last close. */
function absoluteErrors({ last, actual }: Forecasts, prediction: Float64Array): Float64Array {
  return prediction.map((value, k) => Math.abs(value - actual[k]!) / last[k]!);
}

/** The mean over several series, day by day. */
function meanOf(series: readonly Float64Array[]): Float64Array {
  return series[0]!.map((_, k) => mean(series.map((values) => values[k]!)));
}
