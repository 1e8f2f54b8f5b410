import type { ModelConfig } from "./config.ts";

/** What an epoch's validation loss means for the training that follows. */
export interface Verdict {
  improved: boolean;
  /** Set when the learning rate goes down from here. */
  reducedTo?: number;
  stop: boolean;
}

/**
 * Early stopping and learning-rate reduction on plateaus, both on the validation loss, as Keras' callbacks of
 * those names with `min_delta` 0.
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

  /** Takes the validation loss of the epoch that just ended. */
  observe(validationLoss: number): Verdict {
    const { earlyStopping, reduceLearningRate } = this.#config;
    if (validationLoss < this.#best) {
      this.#best = validationLoss;
      this.#sinceBest = 0;
      this.#sinceReduction = 0;
      return { improved: true, stop: false };
    }
    this.#sinceBest++;
    this.#sinceReduction++;
    const verdict: Verdict = { improved: false, stop: this.#sinceBest >= earlyStopping.patience };
    if (
      this.#sinceReduction >= reduceLearningRate.patience &&
      this.learningRate > reduceLearningRate.minimum
    ) {
      this.learningRate = Math.max(this.learningRate * reduceLearningRate.factor, reduceLearningRate.minimum);
      this.#sinceReduction = 0;
      if (!verdict.stop) verdict.reducedTo = this.learningRate;
    }
    return verdict;
  }
}
