import { loadBundle, type TrainedBundle } from "@lstm-predict/artifacts";
import type { BarSeries } from "@lstm-predict/market-data";
import type { TrainingEvent } from "@lstm-predict/model";
import type { FinishedTraining } from "@lstm-predict/tracking";
import type { Host } from "../host.ts";
import { observed, showEpoch } from "../observed.ts";
import { publishTrained } from "../publish-trained.ts";
import { type TrainingOutcome, train } from "../train.ts";
import { backtestRecent, forgetBacktest } from "./backtest-recent.ts";
import type { RecentBacktest, Result, RetrainJob } from "./types.ts";

/**
 * Performs a RetrainJob: backtests, trains, publishes and challenges, or publishes a version that an earlier run saved.
 *
 * @throws what `train` throws; JobError `bars_changed`
 */
export async function retrainSymbol(job: RetrainJob, host: Host): Promise<Result> {
  const { plan, backtestDays } = job;
  const { symbol, config, newSessions, bars } = plan;
  const began = performance.now();
  const series = await host.loadBars(bars);
  // The backtest and the training fit one network each.
  const first = backtestDays > 0 ? 0.5 : 0;
  host.onProgress("backtest", 0);
  const { bundle, promoted, reason, scores, backtest } = await observed(
    host,
    series,
    config,
    (event) => showEpoch(host, config, event, first),
    async (onEvent) => {
      const backtest = await backtestRecent(job, series, host);
      const work: Work = { onEvent, ...(backtest && { evidence: { backtest } }) };
      const settled =
        plan.todo === "train" ? trainAnew(job, series, host, work) : resume(plan.version, series, host, work);
      return { ...(await settled), backtest };
    },
    ({ backtest }) => backtest && metricsOf(backtest),
  );
  await forgetBacktest(symbol, host);
  return {
    symbol,
    outcome: promoted ? "promoted" : "refused",
    reason,
    newSessions,
    to: bars.to,
    version: bundle.metadata.version,
    mase: scores.test.model.mase,
    ...(backtest && { backtest }),
    seconds: (performance.now() - began) / 1000,
  };
}

interface Work {
  onEvent(event: TrainingEvent): void;
  evidence?: object;
}

type Settled = FinishedTraining & Pick<TrainingOutcome, "reason">;

async function trainAnew(
  { plan, report = false }: RetrainJob,
  series: BarSeries,
  host: Host,
  work: Work,
): Promise<Settled> {
  const { commit, signal } = host;
  return train({
    series,
    config: plan.config,
    store: await host.openStore(),
    promote: true,
    commit,
    signal,
    report,
    ...work,
  });
}

/** Publishes a version that an earlier run saved; repeats the events of its training for tracking. */
async function resume(version: string, series: BarSeries, host: Host, work: Work): Promise<Settled> {
  const store = await host.openStore();
  // The planner plans this for trained bundles only.
  const bundle = (await loadBundle(await store.pull(series.symbol, version))) as TrainedBundle;
  const { history, bestEpoch, scores } = bundle.metadata;
  for (const epoch of history) {
    work.onEvent({ type: "epoch", seconds: 0, improved: epoch.epoch === bestEpoch, ...epoch });
  }
  const { evidence } = work;
  const settled = await publishTrained({ store, promote: true, evidence }, bundle, series);
  return { bundle, scores, ...settled };
}

function metricsOf({ mase, coverage90, winklerToHar }: RecentBacktest): Record<string, number> {
  return {
    "backtest/mase": mase,
    "backtest/coverage_90": coverage90,
    "backtest/winkler_90_to_har": winklerToHar,
  };
}
