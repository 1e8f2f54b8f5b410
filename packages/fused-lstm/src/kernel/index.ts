import { platform } from "#platform";

export { FusedLstmError } from "../errors.ts";
export {
  type BackwardOptions,
  backThroughTime,
  type LstmGradients,
  type LstmWeightGradients,
  lstmBackward,
  weightGradients,
} from "./backward.ts";
export { availableKernels, kernelName, selectKernel } from "./choice.ts";
export { startBackgroundThreads } from "./engine.ts";
export { lstmForward, lstmForwardWithState, lstmStack, lstmStackAsync } from "./inference.ts";
export { KERNEL_NAMES, type KernelName } from "./names.ts";
export type { NetworkSizes } from "./network/memory.ts";
export { type StepOptions, TrainingNetwork } from "./network/training-network.ts";
export { PackedLstm } from "./packed.ts";
export type { Reserve } from "./reserve.ts";
export type {
  LstmDropout,
  LstmLayerOptions,
  LstmOptions,
  LstmShape,
  LstmState,
  LstmTrainingOptions,
  LstmWeights,
} from "./shape.ts";
export { setThreads, threadCount, threadsProblem } from "./thread-count.ts";
export { lstmForwardTraining } from "./training.ts";

export const { measurePeak, nativeProblem } = platform.native;
