import { toRawSeries } from "@lstm-predict/bars";
import type { BarSeries } from "@lstm-predict/market-data";
import type { ModelConfig, TrainingEvent } from "@lstm-predict/model";
import { type BundleStore, judgeChampion, type Published, publish } from "@lstm-predict/registry";
import { renderReport } from "@lstm-predict/reports";
import { type FinishedTraining, TrackedTraining } from "@lstm-predict/tracking";
import { type TrainBundleOptions, type TrainedModel, trainBundle } from "@lstm-predict/training";
import type { PooledModel } from "@lstm-predict/volatility";
import type { BarsRef } from "./bars-ref.ts";
import type { Host } from "./host.ts";

/** Trains a model, saves it with its report, and puts it up against the champion. */
export interface TrainJob {
  kind: "train";
  bars: BarsRef;
  config: ModelConfig;
  /** Stands in for the shipped volatility model. */
  volatility?: PooledModel | undefined;
  /** Whether the bundle may become the champion by itself. */
  promote: boolean;
}

export interface TrainResult {
  symbol: string;
  version: string;
  weightsSha256: string;
  /** Of the test span. */
  mase: number;
  promoted: boolean;
  reason: string;
}

export interface TrainOptions extends Omit<TrainBundleOptions, "modelsDir" | "extras"> {
  store: BundleStore;
  promote: boolean;
  /** What the log of promotions says beside the verdict's own evidence. */
  evidence?: object | undefined;
}

/** A saved model, and how the gate decided. */
export type TrainingOutcome = TrainedModel & Published;

/** @throws what `trainBundle` and `publish` throw */
export async function train({
  store,
  promote,
  evidence,
  ...options
}: TrainOptions): Promise<TrainingOutcome> {
  const trained = await trainBundle({
    ...options,
    modelsDir: store.modelsDir,
    extras: ({ splits, ...training }) => renderReport({ ...training, test: splits.test }),
  });
  const { bundle } = trained;
  const raw = toRawSeries(options.series.bars);
  const published = await publish({ store, promote, evidence }, bundle, (champion) =>
    judgeChampion(store, champion, bundle, raw),
  );
  return { ...trained, ...published };
}

export async function performTraining(job: TrainJob, host: Host): Promise<TrainResult> {
  const { config, volatility, promote } = job;
  const series = await host.loadBars(job.bars);
  const onEvent = (event: TrainingEvent) => showEpoch(host, config, event);
  const { bundle, scores, promoted, reason } = await observed(
    host,
    series,
    config,
    onEvent,
    async (onEvent) =>
      train({
        series,
        config,
        volatility,
        promote,
        store: await host.openStore(),
        commit: host.commit,
        signal: host.signal,
        onEvent,
      }),
  );
  const { symbol, version, weightsSha256 } = bundle.metadata;
  return { symbol, version, weightsSha256, mase: scores.test.model.mase, promoted, reason };
}

/** Tells the host how far a training is, from `from` (a part of the job) to the end. */
export function showEpoch(host: Host, { epochs }: ModelConfig, event: TrainingEvent, from = 0): void {
  if (event.type !== "epoch") return;
  host.onProgress(`epoch ${event.epoch} of ${epochs}`, from + ((1 - from) * event.epoch) / epochs);
}

/** Runs a training that the host's experiment tracking observes, if it has one. */
export async function observed<T extends FinishedTraining>(
  { tracking, onNote }: Host,
  series: BarSeries,
  config: ModelConfig,
  onEvent: (event: TrainingEvent) => void,
  work: (onEvent: (event: TrainingEvent) => void) => Promise<T>,
  metricsOf: (outcome: T) => Record<string, number> | undefined = () => undefined,
): Promise<T> {
  const tracked = tracking && TrackedTraining.start(tracking, series, config);
  try {
    const outcome = await work((event) => {
      tracked?.onEvent(event);
      onEvent(event);
    });
    await tracked?.finish(outcome, metricsOf(outcome));
    return outcome;
  } catch (error) {
    tracked?.fail(error);
    throw error;
  } finally {
    if (tracked) onNote(`MLflow ${await tracked.close()}`);
  }
}
