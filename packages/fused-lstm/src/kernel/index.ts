export { FusedLstmError } from "../errors.ts";
export { type LstmGradients, lstmBackward } from "./backward.ts";
export { type SimdLevel, selectSimd, startBackgroundThreads } from "./engine.ts";
export { lstmForward, lstmStack, lstmStackAsync } from "./inference.ts";
export { PackedLstm } from "./packed.ts";
export type { Reserve } from "./reserve.ts";
export type { LstmDropout, LstmOptions, LstmShape, LstmTrainingOptions, LstmWeights } from "./shape.ts";
export { setThreads, threadCount } from "./thread-count.ts";
export { lstmForwardTraining } from "./training.ts";
