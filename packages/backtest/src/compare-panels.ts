import type { Forecasts } from "@lstm-predict/evaluation";
import { LEVELS } from "@lstm-predict/forecasts";
import {
  type ForecastComparison,
  intervalScore,
  type LossPanel,
  mean,
  panelDieboldMariano,
} from "@lstm-predict/metrics";
import type { SymbolForecasts } from "./run-backtest.ts";

/** Tests of the model's daily losses against those of naive and HAR, over all symbols; a negative statistic is better. */
export interface PanelComparisons {
  absoluteErrorToNaive: ForecastComparison;
  winklerToHar?: ForecastComparison;
}

/** Compares the losses of the model, averaged over seeds, with naive and, if all symbols have it, HAR. */
export function comparePanels(results: readonly SymbolForecasts[]): PanelComparisons {
  const absolute = results.map(({ bySeed }): LossPanel => {
    const [first] = bySeed;
    const error = (of: Float64Array) =>
      of.map((value, k) => Math.abs(value - first!.actual[k]!) / first!.last[k]!);
    return {
      dates: first!.dates,
      lossA: meanOf(bySeed.map(({ points }) => error(points.model!))),
      lossB: error(first!.last),
    };
  });
  const hasHar = results.every(({ bySeed }) => "har" in bySeed[0]!.scales);
  const winkler = (name: string) => (forecasts: Forecasts) => winklerLosses(forecasts, name);
  const intervals = results.map(
    ({ bySeed }): LossPanel => ({
      dates: bySeed[0]!.dates,
      lossA: meanOf(bySeed.map(winkler("model"))),
      lossB: hasHar ? winkler("har")(bySeed[0]!) : new Float64Array(bySeed[0]!.dates.length),
    }),
  );
  return {
    absoluteErrorToNaive: panelDieboldMariano(absolute),
    ...(hasHar && { winklerToHar: panelDieboldMariano(intervals) }),
  };
}

/** Interval score of the 90 % interval of each day, as a share of the last close. */
function winklerLosses({ last, actual, scales }: Forecasts, name: string): Float64Array {
  const { sigma, quantiles } = scales[name]!;
  return actual.map((value, k) => {
    const reach = quantiles[k]![LEVELS.indexOf(0.9)]! * sigma[k]!;
    return intervalScore(value / last[k]!, Math.exp(-reach), Math.exp(reach), 0.9);
  });
}

/** The mean over several series, day by day. */
function meanOf(series: readonly Float64Array[]): Float64Array {
  return series[0]!.map((_, k) => mean(series.map((values) => values[k]!)));
}
