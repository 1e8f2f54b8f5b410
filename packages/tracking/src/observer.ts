import type { TrainedBundle, TrainedMetadata } from "@lstm-predict/artifacts";
import type { TrainingEvent } from "@lstm-predict/model";

/** A training that was saved and judged. */
export interface FinishedTraining {
  bundle: TrainedBundle;
  scores: TrainedMetadata["scores"];
  /** Whether the bundle became the champion. */
  promoted: boolean;
}

/** Follows one training: every event as it comes, then one of `finish` and `fail`, then `close`. */
export interface TrainingObserver {
  onEvent(event: TrainingEvent): void;
  /** @param more metrics beside the scores */
  finish(training: FinishedTraining, more?: Readonly<Record<string, number>>): Promise<void> | void;
  fail(error: unknown): void;
  close(): unknown;
}

/** What a record says about its surroundings, and who is told what a person should know. */
export interface TrackingOptions {
  /** The folder `mlruns`. */
  mlrunsDir: string;
  /** The commit and branch that run, where they are known. */
  git: { commit?: string; branch?: string };
  onNote(note: string): void;
}
