import type { ModelConfig, TrainingEvent } from "@lstm-predict/model";
import type { PooledModel } from "@lstm-predict/volatility";
import type { BarsRef } from "./bars-ref.ts";
import type { Host } from "./host.ts";
import { observed, showEpoch } from "./observed.ts";
import { train } from "./train.ts";

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
