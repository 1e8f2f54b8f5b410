export { FusedLstmError } from "../errors.ts";
export { type LstmGradients, lstmBackward } from "./backward.ts";
export { type SimdLevel, selectSimd } from "./engine.ts";
export { lstmForward, lstmStack } from "./inference.ts";
export { PackedLstm } from "./packed.ts";
export type { Reserve } from "./reserve.ts";
export type { LstmDropout, LstmOptions, LstmShape, LstmTrainingOptions, LstmWeights } from "./shape.ts";
export { setThreads, threadCount } from "./threads.ts";
export { lstmForwardTraining } from "./training.ts";
