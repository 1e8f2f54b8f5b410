export { type FusedAdamConfig, fusedAdam } from "./adam.ts";
export { FusedLstmError, type FusedLstmErrorCode } from "./errors.ts";
export { FusedPrediction } from "./fused-prediction.ts";
export { FusedTraining, type FusedTrainingOptions } from "./fused-training.ts";
export { kernelName, selectKernel } from "./kernel/choice.ts";
export { Engine } from "./kernel/engine.ts";
export { setThreads, threadCount } from "./kernel/thread-count.ts";
export { type FusedLstmArgs, fusedLstm, fusedLstmDropout, type OutputDropout } from "./layer.ts";
export { type FusedLstmOpOptions, fusedLstmOp } from "./op.ts";
