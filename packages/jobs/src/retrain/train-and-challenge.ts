import { loadBundle, type TrainedBundle } from "@lstm-predict/artifacts";
import { Interrupted } from "@lstm-predict/checks";
import { type BarSeries, rawSeriesOf } from "@lstm-predict/market-data";
import type { TrainingEvent } from "@lstm-predict/model";
import { type BundleStore, publishTrained } from "@lstm-predict/registry";
import type { FinishedTraining } from "@lstm-predict/tracking";
import type { Start } from "@lstm-predict/training";
import type { Host } from "../host.ts";
import type { Stages } from "../stages.ts";
import { trainAndSave } from "../train.ts";
import { backtestRecent } from "./backtest-recent.ts";
import type { Trained } from "./start.ts";
import type { RecentBacktest, RetrainJob } from "./types.ts";

/** With what `trainAndChallenge` works. */
export interface Work {
  host: Host;
  series: BarSeries;
  store: BundleStore;
  stages: Stages;
  /** The version on which networks may go on where they may; undefined: from random weights. */
  champion: TrainedBundle | undefined;
  /** Where the training goes on; undefined: it begins from random weights. */
  start: Start | undefined;
  /** The part of the work, 0 to 1, that is done when the backtest begins. */
  doneBefore: number;
  onEvent(event: TrainingEvent): void;
}

/** A judged version and the scores of its configuration on the recent days. */
type Challenged = FinishedTraining & { reason: string; backtest: RecentBacktest | undefined };

/**
 * Trains or loads the version of a plan, backtests, and lets the version challenge the champion.
 *
 * The backtest goes on from the version's weights where `hasSeen` allows it. So it comes second: a network that was fitted for
 * the backtest has seen most test days of the training.
 *
 * @throws what `trainBundle`, `runFold` and `publish` throw; Interrupted if the signal aborts before the version is saved
 */
export async function trainAndChallenge(job: RetrainJob, work: Work): Promise<Challenged> {
  const { series, store, stages } = work;
  const { bundle, scores, backtest } =
    job.plan.todo === "train" ? await trainAnew(job, work) : await reload(job, job.plan.version, work);
  stages.enter("gate");
  const evidence = backtest && { backtest };
  const raw = rawSeriesOf(series);
  const { promoted, reason } = await publishTrained({ store, promote: true, evidence }, bundle, raw);
  stages.enter("tracking");
  return { bundle, scores, promoted, reason, backtest };
}

type Version = Omit<Challenged, "promoted" | "reason">;

async function trainAnew(job: RetrainJob, work: Work): Promise<Version> {
  const { host, series, store, stages, start, onEvent } = work;
  const { commit, signal } = host;
  let backtest: RecentBacktest | undefined;
  const trained = await trainAndSave({
    series,
    config: job.plan.config,
    start,
    store,
    report: job.report ?? false,
    commit,
    signal,
    onEvent: (event) => {
      enterStage(stages, event);
      onEvent(event);
    },
    beforeSave: async (training) => {
      backtest = await backtestAfter(training, job, work);
      stages.enter("save");
      host.onProgress("save", 1);
      if (signal.aborted) throw new Interrupted("stopped after the backtest: nothing was saved");
    },
  });
  return { ...trained, backtest };
}

/** Loads a version that an earlier run saved; repeats the events of its training for tracking. */
async function reload(job: RetrainJob, version: string, work: Work): Promise<Version> {
  const { series, store, onEvent } = work;
  // The planner plans this for trained bundles only.
  const bundle = (await loadBundle(await store.pull(series.symbol, version))) as TrainedBundle;
  const { history, bestEpoch, scores } = bundle.metadata;
  for (const epoch of history) {
    onEvent({ type: "epoch", seconds: 0, improved: epoch.epoch === bestEpoch, ...epoch });
  }
  return { bundle, scores, backtest: await backtestAfter(bundle, job, work) };
}

function backtestAfter(
  trained: Trained,
  job: RetrainJob,
  { host, series, stages, champion, doneBefore }: Work,
) {
  stages.enter("backtest");
  host.onProgress("backtest", doneBefore);
  const candidates = job.fromScratch ? [] : [trained, ...(champion ? [champion] : [])];
  const onEvent = (event: TrainingEvent) => enterStage(stages, event, "backtest-");
  return backtestRecent(job, { series, candidates, onEvent }, host);
}

function enterStage(stages: Stages, { type }: TrainingEvent, prefix = ""): void {
  if (type === "started") stages.enter(`${prefix}fit`);
  if (type === "stopped") stages.enter(`${prefix}evaluate`);
}
