import type { ModelConfig } from "./config.ts";

const EPOCHS = 3;
const LEARNING_RATE_FACTOR = 0.3;
const PATIENCE = 2;

/**
 * The short training of weights that a training with `config` has made: at most three epochs, from .3 of its learning rate,
 * which is reduced after each epoch without a lower validation loss. It ends after two such epochs in a row.
 */
export function continuation(config: ModelConfig): ModelConfig {
  const { earlyStopping, reduceLearningRate } = config;
  return {
    ...config,
    epochs: Math.min(config.epochs, EPOCHS),
    learningRate: LEARNING_RATE_FACTOR * config.learningRate,
    earlyStopping: { patience: Math.min(earlyStopping.patience, PATIENCE) },
    reduceLearningRate: { ...reduceLearningRate, patience: 1 },
  };
}
