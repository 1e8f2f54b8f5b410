import type { ModelConfig } from "./config.ts";

/** How the training goes on after an epoch. */
export interface ScheduleUpdate {
  /** Whether the epoch's validation loss is the lowest so far. */
  improved: boolean;
  /** The new learning rate, if it is reduced. */
  reducedTo?: number;
  /** Whether the training ends. */
  stop: boolean;
}

/**
 * Early stopping and reduction of the learning rate on plateaus, both by validation loss: Keras' EarlyStopping and
 * ReduceLROnPlateau with `min_delta` 0.
 */
export class Schedule {
  readonly #config: ModelConfig;
  #best = Number.POSITIVE_INFINITY;
  #sinceBest = 0;
  #sinceReduction = 0;
  learningRate: number;

  constructor(config: ModelConfig) {
    this.#config = config;
    this.learningRate = config.learningRate;
  }

  /** Call it with the validation loss of each epoch, in order. */
  observe(validationLoss: number): ScheduleUpdate {
    const { earlyStopping, reduceLearningRate } = this.#config;
    if (validationLoss < this.#best) {
      this.#best = validationLoss;
      this.#sinceBest = 0;
      this.#sinceReduction = 0;
      return { improved: true, stop: false };
    }
    this.#sinceBest++;
    this.#sinceReduction++;
    const update: ScheduleUpdate = { improved: false, stop: this.#sinceBest >= earlyStopping.patience };
    if (
      this.#sinceReduction >= reduceLearningRate.patience &&
      this.learningRate > reduceLearningRate.minimum
    ) {
      this.learningRate = Math.max(this.learningRate * reduceLearningRate.factor, reduceLearningRate.minimum);
      this.#sinceReduction = 0;
      if (!update.stop) update.reducedTo = this.learningRate;
    }
    return update;
  }
}
