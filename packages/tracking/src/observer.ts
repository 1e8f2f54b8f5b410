import type { TrainedBundle, TrainedMetadata } from "@lstm-predict/artifacts";
import type { TrainingEvent } from "@lstm-predict/model";

/** A training whose bundle is saved and judged. */
export interface FinishedTraining {
  bundle: TrainedBundle;
  scores: TrainedMetadata["scores"];
  /** Whether the bundle became the champion. */
  promoted: boolean;
}

/** Observes one training: gets every event, then a call of `finish` or `fail`, then of `close`. */
export interface TrainingObserver {
  onEvent(event: TrainingEvent): void;
  /** @param more further metrics, by name */
  finish(training: FinishedTraining, more?: Readonly<Record<string, number>>): Promise<void> | void;
  fail(error: unknown): void;
  /** Releases files and connections. */
  close(): unknown;
}

/** Where and how to track runs. */
export interface TrackingOptions {
  /** The folder `mlruns`. */
  mlrunsDir: string;
  /** Commit and branch of the running code, if known. */
  git: { commit?: string; branch?: string };
  /** Called with messages for the user. */
  onNote(note: string): void;
}
