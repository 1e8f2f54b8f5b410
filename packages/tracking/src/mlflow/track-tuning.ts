import { Interrupted } from "@lstm-predict/checks";
import type { ModelConfig } from "@lstm-predict/model";
import type { Space, Trial, Tuning } from "@lstm-predict/tuning";
import type { TrackedRun, Tracker } from "mlflow-js-client/spool";
import type { TrackingOptions } from "../observer.ts";
import { defined, paramsOf, sourceTags } from "./describe.ts";
import { closeTracker, openTracker } from "./open-tracker.ts";
import { settingsOf } from "./run-name.ts";

const EXPERIMENT = {
  name: "tunings",
  tags: {
    "mlflow.experimentKind": "custom_model_development",
    "mlflow.experiment.primaryMetric.name": "score",
    "mlflow.experiment.primaryMetric.greaterIsBetter": "False",
    "mlflow.note.content":
      "Searches for a configuration. The score is the network's loss relative to the default's: below 1 is better.",
  },
};

/** What a tuning searches, to be logged as params. */
export interface TuningPlan {
  symbol: string;
  /** The default configuration. */
  config: ModelConfig;
  space: Space;
  trials: number;
  folds: { folds: number; refitEvery: number; trainWindows?: number | undefined };
  testDays: number;
  stopEarly: boolean;
}

/** Tracks a tuning in MLflow: a run with a child run for each trial. */
export class TrackedTuning {
  readonly #tracker: Tracker;
  readonly #options: TrackingOptions;
  readonly #run: TrackedRun;
  readonly #symbol: string;
  readonly #tags: Record<string, string>;

  private constructor(tracker: Tracker, options: TrackingOptions, plan: TuningPlan) {
    const { symbol, config, space, trials, testDays, stopEarly } = plan;
    const { folds, refitEvery, trainWindows = "all" } = plan.folds;
    this.#tracker = tracker;
    this.#options = options;
    this.#symbol = symbol;
    this.#tags = sourceTags("tune", options.git);
    const runName = `${symbol}, ${trials} trials, ${settingsOf(config)}`;
    this.#run = tracker.startRun({ experiment: EXPERIMENT, runName, tags: this.#tags });
    this.#run.logParams({
      ...paramsOf(symbol, config),
      ...{ trials, folds, refitEvery, trainWindows, testDays, stopEarly },
      space: JSON.stringify(space),
    });
  }

  /** Starts the run. */
  static start(options: TrackingOptions, plan: TuningPlan): TrackedTuning {
    return new TrackedTuning(openTracker(options), options, plan);
  }

  /** Logs a finished trial as a child run: its configuration, and its score. */
  onTrial({ number, config, score, losses, state }: Trial): void {
    const child = this.#tracker.startRun({
      experiment: EXPERIMENT,
      parent: this.#run,
      tags: { ...this.#tags, "trial.state": state },
      runName: number === 0 ? "default" : `trial ${number}`,
    });
    child.logParams({ ...paramsOf(this.#symbol, config), trial: number });
    child.logMetrics(defined({ score, folds: losses.length }));
    child.end(state === "failed" ? "FAILED" : "FINISHED");
  }

  /** Logs the result and files such as the page and the winner's configuration; ends the run. */
  finish(
    { trials, best, untrained, luck, overfitting, test, verdict }: Tuning,
    files: readonly string[],
  ): void {
    this.#run.logMetrics(
      defined({
        score: trials[best]!.score,
        best_trial: best,
        untrained_score: untrained,
        "luck/expected_best": luck?.expected,
        "luck/p": luck?.chance,
        "luck/overfitting": overfitting?.probability,
        "test/network_ratio": test?.network.ratio,
        "test/network_p": test?.network.p,
        "test/winkler_90_ratio": test?.interval.ratio,
        "test/winkler_90_p": test?.interval.p,
      }),
    );
    this.#run.setTags({ verdict });
    for (const file of files) this.#run.logArtifact(file);
    this.#run.end();
  }

  /** Ends the run as failed, or killed if interrupted. */
  fail(error: unknown): void {
    this.#run.end(error instanceof Interrupted ? "KILLED" : "FAILED");
  }

  /** Waits briefly for the server; returns one line for the user on where the run is. */
  close(): Promise<string> {
    return closeTracker(this.#tracker, this.#options.mlrunsDir);
  }
}
