import type { BarSeries } from "@lstm-predict/market-data";
import type { ModelConfig, TrainingEvent } from "@lstm-predict/model";
import type { TrackedRun, Tracker } from "mlflow-js-client";
import { currentGit } from "../git.ts";
import { Interrupted } from "../interrupt.ts";
import type { TrainingOutcome } from "../run-training.ts";
import type { Terminal } from "../terminal.ts";
import {
  bundleTags,
  datasetOf,
  defined,
  experimentOf,
  paramsOf,
  registeredName,
  scoresOf,
  sourceTags,
} from "./describe.ts";
import { withModelFolder } from "./model-folder.ts";
import { closeTracker, openTracker } from "./open-tracker.ts";

/** The record of one training: in the spool at once, and on the MLflow server as soon as it takes it. */
export class TrackedTraining {
  readonly #tracker: Tracker;
  readonly #run: TrackedRun;

  private constructor(tracker: Tracker, run: TrackedRun) {
    this.#tracker = tracker;
    this.#run = run;
  }

  static async start(terminal: Terminal, series: BarSeries, config: ModelConfig): Promise<TrackedTraining> {
    const tracker = openTracker(terminal);
    const run = tracker.startRun({
      experiment: experimentOf(series.symbol),
      runName: `${config.target}, seed ${config.seed}`,
      tags: sourceTags("train", await currentGit()),
    });
    run.logParams(paramsOf(series.symbol, config));
    run.logInputs([datasetOf(series)]);
    return new TrackedTraining(tracker, run);
  }

  onEvent(event: TrainingEvent): void {
    if (event.type !== "epoch") return;
    const { epoch, loss, valLoss, learningRate } = event;
    const curves = { "loss/train": loss, "loss/validation": valLoss, learning_rate: learningRate };
    this.#run.logMetrics(curves, { step: epoch });
  }

  /** @param more metrics beside the scores */
  async finish(
    { bundle, scores, promoted }: Pick<TrainingOutcome, "bundle" | "scores" | "promoted">,
    more: Readonly<Record<string, number>> = {},
  ): Promise<void> {
    const { metadata } = bundle;
    this.#run.logMetrics(defined(more));
    this.#run.logMetrics({ ...scoresOf(scores), best_epoch: metadata.bestEpoch, seconds: metadata.seconds });
    this.#run.setTags(bundleTags(metadata));
    this.#run.logArtifacts(bundle.dir, "bundle");
    await withModelFolder(bundle, (folder) =>
      this.#run.logModel(folder, {
        name: "model",
        modelType: "lstm-predict",
        tags: { bundle: metadata.version },
        registeredName: registeredName(metadata.symbol),
        ...(promoted && { aliases: [CHAMPION] }),
      }),
    );
    this.#run.end("FINISHED");
  }

  fail(error: unknown): void {
    this.#run.end(error instanceof Interrupted ? "KILLED" : "FAILED");
  }

  /** Waits a little for the server, and says where the record is. */
  close(): Promise<string> {
    return closeTracker(this.#tracker);
  }
}

/** The registry's name for the version that is served. */
export const CHAMPION = "champion";
