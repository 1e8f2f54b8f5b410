import type { StoredVolatility } from "@lstm-predict/forecaster";
import type { ModelConfig, TrainingEvent } from "@lstm-predict/model";
import type { BarsRef } from "./bars-ref.ts";
import type { Host } from "./host.ts";
import { observed, showEpoch } from "./observed.ts";
import { train } from "./train.ts";

/** Trains a model, saves it with its report, and lets it challenge the champion. */
export interface TrainJob {
  kind: "train";
  bars: BarsRef;
  config: ModelConfig;
  /** Replaces the shipped pooled volatility model. */
  volatility?: StoredVolatility | undefined;
  /** Whether the bundle challenges the champion; otherwise it is only pushed. */
  promote: boolean;
}

/** The trained version, and whether it became the champion. */
export interface TrainResult {
  symbol: string;
  version: string;
  weightsSha256: string;
  /** MASE on the test span. */
  mase: number;
  promoted: boolean;
  reason: string;
}

/**
 * Performs a TrainJob.
 *
 * @throws what `train` throws; JobError `bars_changed`
 */
export async function performTraining(job: TrainJob, host: Host): Promise<TrainResult> {
  const { config, volatility, promote } = job;
  const series = await host.loadBars(job.bars);
  if (series.vixMissing !== undefined) host.onNote(series.vixMissing);
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
