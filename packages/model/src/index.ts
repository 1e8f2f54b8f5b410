export { buildModel } from "./build.ts";
export { DEFAULT_CONFIG, type ModelConfig, type ModelConfigInput, parseConfig } from "./config.ts";
export { continuation } from "./continuation.ts";
export type { Engine } from "./engines/engine.ts";
export { openEngine } from "./engines/open.ts";
export { ModelError, type ModelErrorCode } from "./errors.ts";
export { Random } from "./random.ts";
export { predictRange, weightedSquaredError } from "./samples.ts";
export { fitShrinkage } from "./shrinkage.ts";
export { type EpochRecord, type TrainingData, type TrainingEvent, trainModel } from "./train.ts";
export { Trainer } from "./trainer.ts";
export {
  type ExportedModel,
  exportModel,
  loadWeights,
  restoreWeights,
  snapshotWeights,
  unpackWeights,
} from "./weights.ts";
