export { type FusedAdamConfig, fusedAdam } from "./adam.ts";
export { FusedLstmError, type FusedLstmErrorCode } from "./errors.ts";
export { type FusedLstmArgs, fusedLstm } from "./layer.ts";
export { fusedLstmOp } from "./op.ts";
