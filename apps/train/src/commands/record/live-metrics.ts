import { type Store, scoreSymbol } from "@lstm-predict/track-record";
import type { LiveMetrics } from "@lstm-predict/tracking";

/** The scores of the newest version of each symbol for which a day was settled; scores from 20 days on. */
export async function liveMetrics(
  record: Store,
  outcomes: readonly ({ symbol: string; settled: number; restated: number } | { error: unknown })[],
): Promise<LiveMetrics[]> {
  const live: LiveMetrics[] = [];
  for (const outcome of outcomes) {
    if ("error" in outcome || outcome.settled + outcome.restated === 0) continue;
    const { symbol } = outcome;
    const newest = (await scoreSymbol(record, symbol, "forecaster", { horizon: 1 })).at(-1);
    if (!newest?.scores.to) continue;
    const { days, tooFew, to, mase, winkler, crps, coverage } = newest.scores;
    const scores = { mase, winkler_90: winkler, crps, coverage_90: coverage["90"].share };
    live.push({ symbol, version: newest.group, date: to, days, scores: tooFew ? {} : scores });
  }
  return live;
}
