import type { ModelConfig } from "./config.ts";

/** Most epochs, and the share of the learning rate that they begin with. */
const PACES = {
  days: { epochs: 3, share: 0.3 },
  months: { epochs: 4, share: 1 },
};
const PATIENCE = 2;

/**
 * The short training that goes on from weights of a training with `config`: at most three epochs from .3 of its learning rate
 * after some new days, four from all of it after months. The rate is reduced after each epoch without a lower validation loss,
 * and two such epochs in a row are the last.
 */
export function continuation(config: ModelConfig, after: keyof typeof PACES = "days"): ModelConfig {
  const { epochs, learningRate, earlyStopping, reduceLearningRate } = config;
  const pace = PACES[after];
  return {
    ...config,
    epochs: Math.min(epochs, pace.epochs),
    learningRate: pace.share * learningRate,
    earlyStopping: { patience: Math.min(earlyStopping.patience, PATIENCE) },
    reduceLearningRate: { ...reduceLearningRate, patience: 1 },
  };
}
