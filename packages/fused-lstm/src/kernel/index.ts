export { FusedLstmError } from "../errors.ts";
export { type LstmGradients, lstmBackward } from "./backward.ts";
export { lstmForward, lstmForwardTraining } from "./forward.ts";
export type { LstmOptions, LstmShape, LstmWeights } from "./shape.ts";
export { type SimdLevel, selectSimd } from "./wasm.ts";
