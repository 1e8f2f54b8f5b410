import { type ModelConfig, parseConfig } from "@lstm-predict/model";
import { experimentOf, paramsOf, sourceTags } from "@lstm-predict/tracking";
import type { RunStatus } from "mlflow-js-client";
import { createTracker } from "mlflow-js-client/spool";

const RETURN_CONFIG = parseConfig({ target: "return" });

export interface TrackedTrainingSketch {
  symbol?: string;
  version: string;
  config?: Partial<ModelConfig>;
  /** Validation losses by epoch; those of training are half of them. */
  losses?: number[];
  scores?: Record<string, number>;
  tags?: Record<string, string>;
  status?: RunStatus;
}

/** Leaves trainings in a spool, oldest first, under the names that `train` uses; returns their names in the spool. */
export async function spoolTrainings(
  spoolDir: string,
  trainings: readonly TrackedTrainingSketch[],
): Promise<string[]> {
  const ids: string[] = [];
  for (const { symbol = "AAPL", version, config, losses = [], scores = {}, ...more } of trainings) {
    const tracker = createTracker({ spoolDir, trackingUri: "", client: {} });
    const run = tracker.startRun({
      experiment: experimentOf(symbol),
      runName: "return, seed 42",
      tags: sourceTags("train", { commit: "0123456789abcdef" }),
    });
    run.logParams(paramsOf(symbol, { ...RETURN_CONFIG, ...config }));
    losses.forEach((loss, k) => {
      run.logMetrics({ "loss/train": loss / 2, "loss/validation": loss }, { step: k + 1 });
    });
    run.logMetrics(scores);
    run.setTags({ "mlflow.runName": version, bundle: version, ...more.tags });
    run.end(more.status ?? "FINISHED");
    await tracker.close();
    ids.push(run.spoolId);
  }
  return ids;
}
