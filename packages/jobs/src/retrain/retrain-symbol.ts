import { continuation } from "@lstm-predict/model";
import type { Host } from "../host.ts";
import { observed, showEpoch } from "../observed.ts";
import { cpuSecondsOf, Stages } from "../stages.ts";
import { forgetBacktest } from "./backtest-recent.ts";
import { championOf, startFrom } from "./start.ts";
import { trainAndChallenge } from "./train-and-challenge.ts";
import type { RecentBacktest, Result, RetrainJob } from "./types.ts";

/** The part of the work that is the training's if there is a backtest. */
const TRAINING = 0.6;

/**
 * Performs a RetrainJob: trains, backtests, publishes and challenges, or publishes a version that an earlier run saved.
 *
 * @throws what `trainAndChallenge` throws; JobError `bars_changed`
 */
export async function retrainSymbol(job: RetrainJob, host: Host): Promise<Result> {
  const { plan, backtestDays, fromScratch } = job;
  const { symbol, config, newSessions, bars } = plan;
  const began = performance.now();
  const stages = host.stages ?? Stages.begin();
  stages.enter("bars");
  const series = await host.loadBars(bars);
  const store = await host.openStore();
  const champion = fromScratch ? undefined : await championOf(store, config, series);
  const start = plan.todo === "train" && champion ? startFrom(champion, config, series) : undefined;
  const training = backtestDays > 0 ? TRAINING : 1;
  const { bundle, promoted, reason, scores, backtest } = await observed(
    host,
    series,
    config,
    (event) => showEpoch(host, start ? continuation(config) : config, event, training),
    (onEvent) =>
      trainAndChallenge(job, { host, series, store, stages, champion, start, doneBefore: training, onEvent }),
    ({ backtest }) => backtest && metricsOf(backtest),
  );
  await forgetBacktest(symbol, host);
  const { version, origin } = bundle.metadata;
  const times = stages.end();
  return {
    symbol,
    outcome: promoted ? "promoted" : "refused",
    reason,
    newSessions,
    to: bars.to,
    version,
    mase: scores.test.model.mase,
    ...(backtest && { backtest }),
    ...(origin && { origin: origin.version }),
    seconds: (performance.now() - began) / 1000,
    cpuSeconds: cpuSecondsOf(times),
    stages: times,
  };
}

function metricsOf({ mase, coverage90, winklerToHar }: RecentBacktest): Record<string, number> {
  return {
    "backtest/mase": mase,
    "backtest/coverage_90": coverage90,
    "backtest/winkler_90_to_har": winklerToHar,
  };
}
