import type { BarSeries } from "@lstm-predict/market-data";
import type { ModelConfig, TrainingEvent } from "@lstm-predict/model";
import { type FinishedTraining, TrackedTraining } from "@lstm-predict/tracking";
import type { Host } from "./host.ts";

/** Reports the progress of a training, which takes the part of the job up to `to`. */
export function showEpoch(host: Host, { epochs }: ModelConfig, event: TrainingEvent, to = 1): void {
  if (event.type !== "epoch") return;
  host.onProgress(`epoch ${event.epoch} of ${epochs}`, (to * event.epoch) / epochs);
}

/**
 * Runs a training and tracks it in MLflow, if the host tracks experiments.
 *
 * @param onEvent called with each event of the training
 * @param work runs the training; it must call the given function with each event
 * @param metricsOf further metrics to track, by name
 */
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
