import { Interrupted } from "@lstm-predict/checks";
import type { BarSeries } from "@lstm-predict/market-data";
import type { ModelConfig, TrainingEvent } from "@lstm-predict/model";
import type { TrackedRun, Tracker } from "mlflow-js-client/spool";
import type { FinishedTraining, TrackingOptions, TrainingObserver } from "../observer.ts";
import {
  bundleTags,
  datasetOf,
  defined,
  experimentOf,
  laterScoresOf,
  paramsOf,
  registeredName,
  scoresOf,
  sourceTags,
} from "./describe.ts";
import { withModelFolder } from "./model-folder.ts";
import { closeTracker, openTracker } from "./open-tracker.ts";
import { settingsOf } from "./run-name.ts";

/** Tracks a training in MLflow: writes to the spool at once, and to the server as soon as it accepts. */
export class TrackedTraining implements TrainingObserver {
  readonly #tracker: Tracker;
  readonly #mlrunsDir: string;
  readonly #run: TrackedRun;
  readonly #settings: string;

  private constructor(tracker: Tracker, mlrunsDir: string, run: TrackedRun, settings: string) {
    this.#tracker = tracker;
    this.#mlrunsDir = mlrunsDir;
    this.#run = run;
    this.#settings = settings;
  }

  /** Starts the run. */
  static start(options: TrackingOptions, series: BarSeries, config: ModelConfig): TrackedTraining {
    const tracker = openTracker(options);
    const run = tracker.startRun({
      experiment: experimentOf(series.symbol),
      runName: settingsOf(config),
      tags: sourceTags("train", options.git),
    });
    run.logParams(paramsOf(series.symbol, config));
    run.logInputs([datasetOf(series)]);
    return new TrackedTraining(tracker, options.mlrunsDir, run, settingsOf(config));
  }

  onEvent(event: TrainingEvent): void {
    if (event.type !== "epoch") return;
    const { epoch, loss, valLoss, learningRate } = event;
    const curves = { "loss/train": loss, "loss/validation": valLoss, learning_rate: learningRate };
    this.#run.logMetrics(curves, { step: epoch });
  }

  /** @param more further metrics, by name */
  async finish(
    { bundle, scores, promoted }: FinishedTraining,
    more: Readonly<Record<string, number>> = {},
  ): Promise<void> {
    const { metadata } = bundle;
    this.#run.logMetrics(defined(more));
    const { bestEpoch: best_epoch, seconds } = metadata;
    const final = { ...scoresOf(scores), ...laterScoresOf(metadata.laterScores) };
    this.#run.logMetrics({ ...final, best_epoch, seconds });
    this.#run.setTags(bundleTags(metadata, this.#settings, promoted));
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

  /** Waits briefly for the server; returns one line for the user on where the run is. */
  close(): Promise<string> {
    return closeTracker(this.#tracker, this.#mlrunsDir);
  }
}

/** The alias of the served version in MLflow's registry. */
export const CHAMPION = "champion";
