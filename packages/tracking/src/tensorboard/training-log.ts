import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { TrainingEvent } from "@lstm-predict/model";
import { laterScoresOf, scoresOf } from "../mlflow/describe.ts";
import type { FinishedTraining, TrainingObserver } from "../observer.ts";
import { EventFile } from "./event-file.ts";

/** The folder of `--tensorboard` cannot be written. */
export class TensorBoardError extends Error {
  readonly code = "tensorboard";
}

/** Logs a training for TensorBoard: losses and learning rate by epoch, then the scores, with the names of MLflow. */
export class TrainingLog implements TrainingObserver {
  readonly folder: string;
  readonly #onWarning: (warning: string) => void;
  #file: EventFile | undefined;
  #epochs = 0;

  private constructor(folder: string, onWarning: (warning: string) => void) {
    this.#onWarning = onWarning;
    this.folder = folder;
    this.#file = new EventFile(folder);
  }

  /**
   * Starts a run in a new folder of `dir`, such as `AAPL-20261125T061500Z-fused`.
   *
   * @throws TensorBoardError
   */
  static start(
    dir: string,
    symbol: string,
    engine: string,
    onWarning: (warning: string) => void,
  ): TrainingLog {
    try {
      return new TrainingLog(makeFolder(dir, symbol, engine), onWarning);
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      throw new TensorBoardError(`--tensorboard ${dir} cannot be written to (${code}): expected a folder`, {
        cause,
      });
    }
  }

  onEvent(event: TrainingEvent): void {
    if (event.type !== "epoch") return;
    const { epoch, loss, valLoss, learningRate } = event;
    this.#epochs = epoch;
    this.#log({ "loss/train": loss, "loss/validation": valLoss, learning_rate: learningRate });
  }

  finish({ bundle, scores }: FinishedTraining): void {
    this.#log({ ...scoresOf(scores), ...laterScoresOf(bundle.metadata.laterScores) });
  }

  fail(): void {}

  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }

  /** Ends the log on an error, such as a full disk: the training continues. */
  #log(values: Record<string, number>): void {
    try {
      this.#file?.scalars(this.#epochs, values);
    } catch (error) {
      this.#onWarning(`TensorBoard's log ends here: ${(error as Error).message}`);
      this.close();
    }
  }
}

function makeFolder(dir: string, symbol: string, engine: string): string {
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const name = `${symbol}-${time}-${engine}`;
  mkdirSync(dir, { recursive: true });
  for (let again = 1; ; again++) {
    const folder = join(dir, again === 1 ? name : `${name}-${again}`);
    try {
      mkdirSync(folder);
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}
