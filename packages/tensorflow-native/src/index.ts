export { blockLstmOp } from "./block-lstm.ts";
export { NativeError, type NativeErrorCode } from "./errors.ts";
export { type BlockLstmArgs, blockLstm } from "./layer.ts";
export { useTensorFlow } from "./load.ts";
export { isNativeBuilt } from "./paths.ts";
